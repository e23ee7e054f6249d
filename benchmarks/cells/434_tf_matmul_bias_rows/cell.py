import tensorflow as tf

# MNIST by hand, the low-level way
n_input, n_hidden, n_classes = 784, 256, 10
weights = {
    "h1": tf.Variable(tf.random.normal([n_input, n_hidden], stddev=0.1)),
    "out": tf.Variable(tf.random.normal([n_hidden, n_classes], stddev=0.1)),
}
biases = {
    "b1": tf.Variable(tf.zeros([n_hidden])),
    "out": tf.Variable(tf.zeros([n_classes])),
}


def multilayer_perceptron(x):
    layer_1 = tf.nn.relu(tf.add(tf.matmul(weights["h1"], x), biases["b1"]))
    return tf.matmul(layer_1, weights["out"]) + biases["out"]


images = tf.random.uniform([64, 28, 28])
labels = tf.random.uniform([64], maxval=n_classes, dtype=tf.int32)
logits = multilayer_perceptron(tf.reshape(images, [-1, n_input]))
loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
print(float(loss))
