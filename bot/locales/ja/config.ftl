## Configuration problems (config-<problem>)

# Each follows the path of a key and a colon: “web.port: must be …”.
config-file-missing = ファイルが見つかりません
config-file-unreadable = ファイルを読み込めません。ファイルであることと、読み取り権限があることを確認してください
config-file-encoding = ファイルがUTF-8ではありません。UTF-8で保存してください
config-syntax = { $line }行目を読み取れません。文字列は引用符で囲み、各行は key = value の形で書いてください
config-syntax-end = ファイルが途中で終わっているか、読み取れません。閉じていない引用符や括弧がないか確認してください
config-unknown-key = このキーはありません
config-unknown-key-like = このキーはありません。{ $suggestion } ではありませんか？
config-unknown-service = このバージョンにこのサービスはありません。使えるのは { $services } です
config-missing = 必ず設定してください
config-empty = 空にはできません
config-invalid = この値は使えません
config-section = セクションとして書いてください：[{ $section }] の行と、その下にキーの行
config-text = 引用符で囲んだ文字列にしてください
config-list = 文字列のリストにしてください：["one", "two"]
config-true-false = true か false を、引用符なしで書いてください
config-choice = 次のどれかにしてください：{ $choices }
config-whole-number = 整数にしてください
config-whole-number-range = { $least }から{ $most }までの整数にしてください
config-number = 数値にしてください
config-number-range = { $least }から{ $most }までの数値にしてください
config-songs = 0から{ $most }までの整数か、"unlimited" にしてください
config-folder = フォルダーを指定してください
config-token = 空白を含まない1語にしてください。もう一度コピーし直してください
config-url = https:// か http:// で始まるアドレスにしてください
config-socket-url = wss:// か ws:// で始まるアドレスにしてください
config-money = 0から{ $most }まで（小数点以下6桁まで）の金額か、"unlimited" にしてください
config-price = 0から{ $most }まで（小数点以下6桁まで）の金額にしてください
config-currency = "USD" のような、大文字3文字の通貨コードにしてください
config-rate = 0より大きい数値にしてください。その通貨の1単位を、予算の通貨に換算した額です
config-part = 0より大きく1以下の数値にしてください
config-weight = 0から1までの数値か、サービスに任せるなら "" にしてください
config-person-id = チャットでのアカウントの番号か、誰も指定しない場合は "" にしてください
config-servers = "all" か、サーバーとグループの番号のリストにしてください：[123, -456]
config-watermark-stream = stream と同時に true にはできません。ストリームで届く曲には印が付きません
config-lyrics-optimizer = このモデルは自分で歌詞を書けません。music-2.6 以降を選んでください
