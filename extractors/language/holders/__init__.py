"""Who says it: holders, their names, and what stands in quotation marks."""
