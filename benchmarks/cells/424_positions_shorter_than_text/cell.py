import numpy as np
import keras
from keras import layers, ops


class TokenAndPositionEmbedding(layers.Layer):
    def __init__(self, maxlen, vocab_size, embed_dim):
        super().__init__()
        self.maxlen = maxlen
        self.token_emb = layers.Embedding(vocab_size, embed_dim)
        self.pos_emb = layers.Embedding(maxlen, embed_dim)

    def call(self, x):
        positions = self.pos_emb(ops.arange(self.maxlen))
        return self.token_emb(x) + positions


class TransformerBlock(layers.Layer):
    def __init__(self, embed_dim, num_heads, ff_dim):
        super().__init__()
        self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim // num_heads)
        self.ffn = keras.Sequential([layers.Dense(ff_dim, activation="relu"), layers.Dense(embed_dim)])
        self.norm1 = layers.LayerNormalization()
        self.norm2 = layers.LayerNormalization()

    def call(self, x):
        x = self.norm1(x + self.att(x, x))
        return self.norm2(x + self.ffn(x))


texts = keras.utils.pad_sequences([list(range(1, n)) for n in (30, 90, 140, 60)], maxlen=120)
embed = TokenAndPositionEmbedding(maxlen=100, vocab_size=200, embed_dim=32)
block = TransformerBlock(32, 2, 32)
pool = layers.GlobalAveragePooling1D()
head = layers.Dense(2, activation="softmax")
print(head(pool(block(embed(texts)))).shape)
