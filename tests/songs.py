"""Words to sing: the examples of two vendors' own pages."""

YOUTH_WORDS = """\
[intro]
Piano keys fall gently, the evening breeze is cool.
That summer, heartbeats quietly grew warm.

[verse]
By the classroom window, sunlight slants across your face.
Borrowing half an eraser, fingertips spark like electric traces.
On the way home from school, bicycle bells chase the clouds.
You said the future is far away, but I wanted to walk to the very end.

[chorus]
Youth is an unopened letter, filled with brave vows.
Even if the world flickers bright and dark, with you I see the light.
Love is like early summer rain, sweet even when it soaks the dream.
We run toward tomorrow with laughter, hand in hand, never looking back.

[bridge]
Later, wind and rain tore apart the paper umbrella, silence replaced the answers.
But the song in my heart is still unfinished, waiting for one last "don't drift apart."

[chorus]
Youth is an unopened letter, filled with brave vows.
Even if the world flickers bright and dark, with you I see the light.
Love is like early summer rain, sweet even when it soaks the dream.
We run toward tomorrow with laughter, hand in hand, never looking back.

[outro]
The piano fades into the distance, starlight paves the long street.
The story is not over, the next page is still ablaze.
"""
"""The lyrics example of Alibaba Cloud's guide to Fun-Music."""

CAFE_WORDS = """\
[verse]
街灯微亮晚风轻抚
影子拉长独自漫步
旧外套裹着深深忧郁
不知去向渴望何处
[chorus]
推开木门香气弥漫
熟悉的角落陌生人看
"""
"""The lyrics example of MiniMax's music generation page."""
