from keras.layers import Input, Dense, concatenate
from keras.models import Model
import numpy as np
import keras

# Create two inputs
inputA = Input(shape=(32,))
inputB = Input(shape=(64,))

# First branch
x = Dense(5, activation="relu")(inputA)

# Second branch
y = Dense(5, activation="relu")(inputB)

# Attempt to concatenate (error likely)
combined = concatenate([x, y]) # dimensions are now equal

# Fully connected layers
z = Dense(10, activation="softmax")(combined)

#Build the model with the inputs and the final layer
model = Model(inputs=[inputA, inputB], outputs=z)

# simulate data
x_a = np.random.random((100,32))
x_b = np.random.random((100,64))
y = np.random.randint(0,10,100)

model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit([x_a, x_b], y, epochs=2, verbose=0) # This now should not fail
