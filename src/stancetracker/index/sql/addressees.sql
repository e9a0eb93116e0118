-- Whom each petition addresses, in its order.
SELECT addressed.record AS petition, addressed.value AS actor, actor.name, actor.kind
FROM petition_addressees AS addressed
JOIN actor ON actor.id = addressed.value
ORDER BY addressed.record, addressed.position
