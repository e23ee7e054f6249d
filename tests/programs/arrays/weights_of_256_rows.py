import numpy as np

activations = np.random.rand(128, 1)

# Assume activation from previous layer is 'activations' (shape: (128,1))
# Incorrect weight matrix shape
weights_layer2 = np.random.rand(256, 10) # Incorrect shape

# Attempting matrix multiplication
output = np.dot(activations.T, weights_layer2) # Shape mismatch error
