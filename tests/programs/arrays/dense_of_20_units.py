import tensorflow as tf
from tensorflow import keras
from keras import layers

# Incorrect model leading to the error
def create_faulty_model():
  model = keras.Sequential([
      layers.Dense(10, activation='relu', input_shape=(784,)), # Input features are 784
      layers.Dense(20, activation='relu'), # Expects input of size 10 but we are not fixing it
      layers.Dense(10, activation='softmax') # final output
  ])
  return model

model = create_faulty_model()

# Simulate data
import numpy as np
x = np.random.random((100,784))
y = np.random.randint(0,10,100)

try:
    model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    model.fit(x, y, epochs=2, verbose=0) # error here
except ValueError as e:
  print(f"Error encountered: {e}")
