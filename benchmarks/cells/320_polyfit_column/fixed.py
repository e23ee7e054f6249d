import numpy as np

hours = np.array([1, 2, 3, 4.5, 5, 6.5, 8, 9])
score = np.array([35, 41, 50, 58, 66, 74, 85, 92])

slope, intercept = np.polyfit(hours, score, 1)
predicted = slope * hours + intercept
ss_res = ((score - predicted) ** 2).sum()
ss_tot = ((score - score.mean()) ** 2).sum()
print("r2 =", 1 - ss_res / ss_tot)
