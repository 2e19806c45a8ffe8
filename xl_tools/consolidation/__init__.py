"""From what came in to the total that the collecting office publishes: roster, board, sums, checks; pure."""
