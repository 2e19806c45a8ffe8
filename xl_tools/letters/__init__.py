"""退回通知: what a unit is asked to correct, as a letter and a mail draft."""
