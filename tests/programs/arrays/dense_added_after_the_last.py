import tensorflow as tf

model = tf.keras.Sequential([
    tf.keras.layers.Dense(64, activation='relu', input_shape=(784,)), # Input layer, 784 features
    tf.keras.layers.Dense(128, activation='relu'), # Hidden layer 1, 128 neurons
    tf.keras.layers.Dense(10, activation='softmax') # Output layer, 10 classes
])

# Incorrect layer definition:
model.add(tf.keras.layers.Dense(256, activation='relu')) # Mismatched input for this layer
