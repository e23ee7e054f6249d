import tensorflow as tf
from tensorflow import keras
from keras import layers

def create_faulty_conv_model():
    model = keras.Sequential([
        layers.Conv2D(32, (3, 3), activation='relu', input_shape=(64, 64, 3)),
        layers.MaxPooling2D((2, 2)),
        layers.Conv2D(64, (5, 5), activation='relu'), # Error likely here if params not adjusted properly
        layers.MaxPooling2D((2, 2)),
        layers.Flatten(),
        layers.Dense(128, activation='relu'),
        layers.Dense(10, activation='softmax')
    ])
    return model

model = create_faulty_conv_model()

# Simulate data (64x64 images)
import numpy as np
x = np.random.random((100, 64, 64, 3))
y = np.random.randint(0, 10, 100)

try:
    model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
    model.fit(x, y, epochs=2, verbose=0) # error likely here
except ValueError as e:
  print(f"Error encountered: {e}")
