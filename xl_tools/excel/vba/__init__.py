"""VBA projects written from text, without Excel: MS-OVBA streams in an MS-CFB container."""
