## /cover: a song is listened to, its words are shown, and it is sung anew

chat-help-cover = 曲を別のスタイルで歌い直す。ファイルを添付するか、リンクを書いてください。オプション：style、lyrics、link、title、voice、avoid

# The flow.
dialogue-cover-start = この曲を歌い直せます。どんなスタイルにするか教えてください。
dialogue-cover-listening = 曲を聴いています。聞き取った歌詞はまもなくここに表示します。確認していただくまで歌いません。
dialogue-cover-link = リンクの中身は前もって確かめられないため、使えるかどうかはサービスが決めます。
dialogue-cover-heard = 聞き取った歌詞です。変えたいところを変えてから「歌う」を押してください。
dialogue-cover-own = この歌詞で歌います。変えたいところを変えてから「歌う」を押してください。
dialogue-cover-no-words = この曲から歌詞は聞き取れませんでした。歌詞を書くか、サービスが聞き取ったまま歌わせてください。
dialogue-cover-too-long = 歌詞は{ $length }文字で、歌えるのは{ $most }文字までです。{ $cut }文字減らすか、サービスが聞き取ったまま歌わせてください。
dialogue-cover-too-short = 歌詞が短すぎて歌えません。1行足すか、サービスが聞き取ったまま歌わせてください。
dialogue-cover-failed = この曲を聴き取れませんでした。
dialogue-cover-silent = 音楽サービスから応答がありませんでした。聴くだけなら料金はかからないので、もう一度お試しください。
dialogue-cover-ordered = これからカバー曲を作ります。
dialogue-cover-of = 元の曲
dialogue-cover-words = 歌詞
dialogue-cover-listen = 聴いてみる
dialogue-cover-again = もう一度聴く
dialogue-cover-as-heard = 聞き取ったまま歌う
dialogue-cover-form-listen = 新しい曲
dialogue-cover-form-edit = 新しい曲
dialogue-hint-cover-style = ジャズ、煙の漂うバー、ゆっくり

# What is wrong with it.
problem-no-covers = カバー曲には MiniMax Music が必要ですが、ここでは有効になっていません。運営者に有効にするよう頼んでください。
problem-no-covers-by = { $service } はカバー曲を歌えません。「provider」を外してください。
problem-cover-instrumental = カバー曲には必ず歌が入ります。「instrumental」を外してください。
problem-cover-style = 「style: ジャズ、煙の漂うバー」のように、どんなスタイルで歌い直すか書いてください。
problem-cover-link = このリンクは使えません。https:// で始まり、チャットのものではない公開リンクを書くか、ファイルを添付してください。
problem-audio-and-link = 曲のファイルとリンクの両方があります。どちらか一方だけ送ってください。
problem-audio-gone = この曲はもう保存されていません。/cover でもう一度送ってください。
problem-audio-empty = このファイルは空です。選び直して送ってください。
problem-audio-no-sound = このファイルには音が入っていません。曲の録音を送ってください。
problem-audio-broken = このファイルは壊れていて聴けません。曲の別の録音を送ってください。
problem-audio-kind = この形式の音楽は使えません。次の形式で送ってください：{ $kinds }
problem-audio-too-large = このファイルは大きすぎます。{ $most_mb } MB までで、1曲の MP3 なら収まります。
problem-audio-too-short = この録音は短すぎます。少なくとも{ $least }秒必要です。
problem-audio-too-long = この録音は長すぎます。歌い直せるのは{ $most }分までです。

# The local chat.
web-attach-audio = 入力欄の横のクリップで曲を添付するか、このページにドロップして、/cover とスタイルと一緒に送信してください。
chat-ui-audio-sending = { $name }（{ $size }）を送信中…
chat-ui-audio-unsent = 曲を送信できませんでした。選び直してください。

# A finished song.
chat-song-cover = カバー
song-note-words-untold = 歌詞はサービスが書いたもので、公開されていません。
song-note-as-heard = 聞き取ったまま歌っています。歌詞はサービスが録音から聞き取ったもので、公開されていません。
song-note-not-wav = wavではなく{ $format }です。サービスがこの形式で作ったか、wavでは大きすぎるためです。
