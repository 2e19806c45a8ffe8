"""The ledger 台账: requests and cases a row each, running time limits, 表三 and 表四 counted from them; pure."""
