"""Holds texts for every engine. All must find the same spans in the golden ones, and right offsets in the tricky ones.

The tricky texts are full of pieces that the model never met. Their scores are arbitrary, and int8 changes them.
"""

GOLDEN = [
    "Nike Air red cotton t-shirt, size XL",
    "Nature’s Path Rice Puffs Cereal, Healthy, Organic, Gluten-Free, 6 Ounce Bag (Pack of 12)",
    "mens running shoes size 10",
    "navy blue leather sofa for living room",
    "stainless steel water bottle 32 oz",
    "apple iphone 8 plus 64gb silver",
    "Lavazza Super Crema Whole Bean Coffee Blend, Medium Espresso Roast, 2.2 Pound Bag",
    "women's black dress",
    "toys for 3 year old girls",
    "wireless headphones with noise cancelling",
    "Cafe\u0301 Noir™ dark roast coffee 👕 12 oz",
    "Tee-shirt en coton rouge, taille 42 — naïve",
    "ﬁne leather ﬂip flops\r\nblack,\u00a0size 9",
    "½ in. brass fitting, 5'10\" hose",
    "red blue green yellow",
    "This durable beige backpack features a robust harness system with black straps, ensuring comfort.",
    "The table lamps are made of glass and metal. They were sold in white, black and brushed nickel.",
    "The pants are blue denim and were sold in sizes 2T through 7. " * 12,
]

TRICKY = [
    "❤\ufe0f pink 👨\u200d👩\u200d👧 family mug, 11 oz",
    "",
    "   ",
    "...",
    "x" * 300,
    "赤いシャツ: red cotton shirt, size M (日本製)",
    "한국어 옷, اللون الأحمر, красная рубашка",
    "\ufeffna\u00adme \x00 tab\tend\u2028line",
    "🇩🇪👩🏽‍🚀 e\u0301\u0301 \u0301abc",
]
