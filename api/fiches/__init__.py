"""What the API gives and takes, as its OpenAPI document declares it. A number is an exact text; missing is null."""
