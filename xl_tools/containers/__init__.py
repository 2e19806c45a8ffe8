"""What travels inside zip archives and mails: names as they were meant, and bytes."""
