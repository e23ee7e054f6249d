"""TensorFlow's eager operations. Nothing in here imports TensorFlow by itself: it is there if the code has tensors."""
