-- Where words of several sides are on record: whether some of another side may be as late as those that decide.
UPDATE main.summary AS summary SET mixed = EXISTS (
    SELECT 1 FROM main.statement AS decider
    CROSS JOIN main.statement AS other
        ON other.issue = summary.issue AND other.speaker = summary.actor AND other.date_latest >= decider.date_earliest
    WHERE decider.id = summary.said
      AND other.stance NOT IN ('neither', decider.stance)
      AND other.audience = 'public' AND other.verification <> 'disputed'
      AND other.id NOT IN (SELECT corrects FROM main.correction)
)
WHERE mixed
  -- if touched: AND (issue, actor) IN (SELECT issue, actor FROM temp.touched)
