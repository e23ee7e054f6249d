"""Are the formulas on the edges true? Recorded once, compared with fresh runs at other sizes."""
