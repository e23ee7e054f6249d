import tensorflow as tf

d_model, num_heads = 96, 6
depth = 16


def split_heads(x):
    batch, length, _ = x.shape
    x = tf.reshape(x, (batch, length, num_heads, depth))
    return tf.transpose(x, perm=[0, 2, 1, 3])


def attention(q, k, v):
    scores = tf.matmul(q, k, transpose_b=True) / tf.math.sqrt(float(depth))
    return tf.matmul(tf.nn.softmax(scores, axis=-1), v)


wq, wk, wv = (tf.random.normal((d_model, d_model)) / 10 for _ in range(3))
x = tf.random.normal((3, 20, d_model))
q, k, v = (split_heads(tf.matmul(x, w)) for w in (wq, wk, wv))
out = tf.transpose(attention(q, k, v), [0, 2, 1, 3])
print(tf.reshape(out, (3, 20, d_model)).shape)
