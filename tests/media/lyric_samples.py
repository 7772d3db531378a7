"""Words whose encoding has to be guessed: songs in the public domain, and lines written for this."""

HANS = """茉莉花
好一朵美丽的茉莉花
芬芳美丽满枝桠
又香又白人人夸
让我来将你摘下
送给别人家
长亭外，古道边，芳草碧连天
晚风拂柳笛声残，夕阳山外山
天之涯，地之角，知交半零落
一壶浊酒尽余欢，今宵别梦寒
跑马溜溜的山上，一朵溜溜的云哟
端端溜溜地照在，康定溜溜的城哟
我在城市的夜里听见雨的声音
想起那年夏天你说过的话
霓虹灯下我们慢慢走过街角
时间像一条河，带走所有的烦恼
如果有一天你回到这里
请记得我还在老地方等你
啦啦啦，风吹过麦田
妈妈做的饭还热在锅里
外婆的花猫睡在窗台上
我骑着单车穿过长长的小巷
谁还在乎那些破碎的梦
飞吧，不要害怕黑暗""".splitlines()

HANT = """好一朵美麗的茉莉花
芬芳美麗滿枝椏
又香又白人人誇
讓我來將你摘下
送給別人家
長亭外，古道邊，芳草碧連天
晚風拂柳笛聲殘，夕陽山外山
天之涯，地之角，知交半零落
一壺濁酒盡餘歡，今宵別夢寒
跑馬溜溜的山上，一朵溜溜的雲喲
我在城市的夜裡聽見雨的聲音
想起那年夏天你說過的話
霓虹燈下我們慢慢走過街角
時間像一條河，帶走所有的煩惱
如果有一天你回到這裡
請記得我還在老地方等你
啦啦啦，風吹過麥田
媽媽做的飯還熱在鍋裡
外婆的花貓睡在窗臺上
我騎著單車穿過長長的小巷
誰還在乎那些破碎的夢
飛吧，不要害怕黑暗
台北的雨下個不停
我把思念寫成一首歌""".splitlines()

JA = """兎追いしかの山
小鮒釣りしかの川
夢は今もめぐりて
忘れがたき故郷
夕焼小焼の赤とんぼ
負われて見たのはいつの日か
山の畑の桑の実を
小籠に摘んだはまぼろしか
さくらさくら
野山も里も見わたす限り
かすみか雲か朝日ににおう
春高楼の花の宴
めぐる盃かげさして
君と歩いた夏の帰り道
ギターを抱いて空を見上げた
さよならは言わないで
いつかまた会えるから
涙の数だけ強くなれる
東京の夜、ネオンが光る
心の中でずっと呼んでいる
ラララ、歌おう、朝が来るまで
僕らの未来はここにある
もう一度だけ抱きしめて
風に乗って飛んでゆけ""".splitlines()

HALF_KANA = """ｻｸﾗｻｸﾗ
ﾔﾖｲﾉｿﾗﾊ
ﾐﾜﾀｽｶｷﾞﾘ
ｶｽﾐｶｸﾓｶ
ﾆｵｲｿﾞｲｽﾞﾙ
ｲｻﾞﾔｲｻﾞﾔ
ﾐﾆﾕｶﾝ
ｶｴﾙﾉｳﾀｶﾞ
ｷｺｴﾃｸﾙﾖ
ｸﾞﾜｯｸﾞﾜｯ
ﾗﾗﾗ ｳﾀｵｳ
ｱｻｶﾞｸﾙﾏﾃﾞ
君ﾄ歩ｲﾀ夏ﾉ道
ｷﾞﾀｰｦ抱ｲﾃ空ｦ見ﾀ
ｻﾖﾅﾗﾊ言ﾜﾅｲﾃﾞ
ｲﾂｶﾏﾀ会ｴﾙｶﾗ
東京ﾉ夜、ﾈｵﾝｶﾞ光ﾙ
ﾓｳ一度ﾀﾞｹ
風ﾆ乗ｯﾃ飛ﾝﾃﾞﾕｹ
ｱﾘｶﾞﾄｳ｡ｻﾖﾅﾗ｡""".splitlines()

FR = """Au clair de la lune, mon ami Pierrot
Prête-moi ta plume pour écrire un mot
Ma chandelle est morte, je n’ai plus de feu
Ouvre-moi ta porte pour l’amour de Dieu
À la claire fontaine, m’en allant promener
J’ai trouvé l’eau si belle que je m’y suis baigné
Il y a longtemps que je t’aime
Jamais je ne t’oublierai
Sous les feuilles d’un chêne, je me suis fait sécher
Sur la plus haute branche, un rossignol chantait
Frère Jacques, dormez-vous ?
Le cœur brisé, déçu, garçon rêveur
Ô ma chérie, où es-tu passée ?
Ça ira, ça ira, les beaux étés
Noël, Noël, la neige a tout couvert
J'ai marché près de la forêt
Où sont les fenêtres éclairées
Tu m'as laissé ton parfum léger
Aimer à perdre la raison
L'été s'achève à Saint-Tropez
La vie là-bas était si légère
Cet âge-là ne revient pas
Demain peut-être, nous danserons""".splitlines()

DE = """Der Mond ist aufgegangen
Die goldnen Sternlein prangen am Himmel hell und klar
Der Wald steht schwarz und schweiget
Und aus den Wiesen steiget der weiße Nebel wunderbar
Guten Abend, gut’ Nacht, mit Rosen bedacht
Mit Näglein besteckt, schlupf unter die Deck
Die Gedanken sind frei, wer kann sie erraten
Sie fliehen vorbei wie nächtliche Schatten
Kein Mensch kann sie wissen, kein Jäger erschießen
Am Brunnen vor dem Tore, da steht ein Lindenbaum
Ich träumt in seinem Schatten so manchen süßen Traum
Ich weiß nicht, was soll es bedeuten
Ein Märchen aus uralten Zeiten
Über den Wolken muss die Freiheit grenzenlos sein
Fröhliche Weihnacht überall
Für dich würde ich durchs Feuer gehen
Die Straße führt mich heim zu dir
Schöne Grüße aus der großen Stadt
Ännchen von Tharau ist, die mir gefällt
Öffne die Tür, lass mich herein
Küss mich noch einmal, bevor du gehst
Du hörst mich nicht, du siehst mich nicht
Müde bin ich, geh zur Ruh""".splitlines()

ES = """Ay, ay, ay, ay, canta y no llores
Porque cantando se alegran, cielito lindo, los corazones
De la Sierra Morena, cielito lindo, vienen bajando
Un par de ojitos negros, cielito lindo, de contrabando
¿Dónde estás, corazón?
No oigo tu palpitar, es tan grande el dolor
Mañana por la mañana me voy contigo
La niña sueña con el mar azul
¡Qué bonito es el amor!
Te extraño más que ayer
Mi corazón está sangrando por ti
Bailaré hasta el amanecer
Y tú, ¿por qué te vas así?
Adiós, muchachos, compañeros de mi vida
El pájaro voló de su jaula
Noche de San Juan, música y canción
Aquí se queda la clara
Señora luna, ilumina mi camino
Los años pasan y él no volvió
Sólo quiero bailar contigo
Después de la lluvia saldrá el sol
Vámonos lejos, más allá del río""".splitlines()

PT = """Atirei o pau ao gato, mas o gato não morreu
Ciranda, cirandinha, vamos todos cirandar
O anel que tu me deste era vidro e se quebrou
Meu coração não sabe mentir
A saudade é um rio sem fim
Você partiu numa manhã de verão
Lembro da canção que você fez para mim
Não há estrelas no céu de Lisboa
Amanhã será outro dia
Minha mãe me ensinou a dançar
É pau, é pedra, ilusões no caminho
Água fria da nascente
Os pássaros já não cantam mais
Então vem, vem me abraçar
Três noites sem dormir
Se eu pudesse voltar atrás
Solidão, companheira da gente
O avô contava histórias à lareira
Paixão que não tem razão
Sei lá, talvez até amanhã
Sonhei que estavas junto à fonte""".splitlines()

NORDIC = """Vem kan segla förutan vind
Vem kan ro utan åror
Vem kan skiljas från vännen sin
Utan att fälla tårar
Ack Värmeland, du sköna, du härliga land
Ja, vi elsker dette landet, som det stiger frem
Furet, værbitt over vannet, med de tusen hjem
Der er et yndigt land, det står med brede bøge
Nær salten østerstrand
Jeg går i skogen og drømmer om deg
Så længe jeg lever, så længe mit hjerte slår
Kärleken är en öppen dörr
Hør du vinden over fjellet
Æblet falder ikke langt fra stammen
Maamme laulu, syvä sinivesi, järvien yö
Minä rakastan sinua, älä mene pois
Ég elska þig, fögur er hlíðin
Nú er sumar, gleðjist gumar
Å, hvor jeg savner deg
Snön faller tyst över staden
Blå øjne, røde roser""".splitlines()

EN = """It’s a long way from home — and I’m walking
“Don’t leave me,” she said in the café
You’re the one I’ve been dreaming of…
Déjà vu, I’ve seen you before
The naïve heart beats on
I don’t know why, I don’t know when
Rock ’n’ roll is here to stay
We’ll meet again, someday""".splitlines()

SONGS: dict[str, tuple[list[str], str]] = {
    "simplified": (HANS, "gb18030"),
    "traditional": (HANT, "big5"),
    "traditional in gb18030": (HANT, "gb18030"),
    "japanese": (JA, "shift_jis"),
    "half-width kana": (HALF_KANA, "shift_jis"),
    "french": (FR, "windows-1252"),
    "german": (DE, "windows-1252"),
    "spanish": (ES, "windows-1252"),
    "portuguese": (PT, "windows-1252"),
    "nordic": (NORDIC, "windows-1252"),
    "english marks": (EN, "windows-1252"),
}
"""Lines that each hold something beyond ASCII or not, and the encoding that old editors saved them in."""
CODECS = {"gb18030": "gb18030", "big5": "cp950", "shift_jis": "cp932", "windows-1252": "cp1252"}
"""What Windows means by these names."""


def excerpts(lines: list[str], size: int, codec: str) -> list[str]:
    """Every run of so many lines that is not plain ASCII."""
    runs = ["\n".join(lines[at : at + size]) for at in range(max(len(lines) - size, 0) + 1)]
    return [run for run in runs if not run.encode(codec).isascii()]
