"""The release in the formats that Monarch's tools read; every format is made from the same rows (`rows`)."""
