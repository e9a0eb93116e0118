"""What a researcher asks: a file a report; its name is the word after `stancetracker report`."""
