"""What the pages of a published site say; `publish/site` writes them down."""
