## メッセージ、ボタン、フォーム

# ボタンと曲のフォーム。
discord-again = もう一度
discord-edit = 直して歌う
discord-delete = 削除
discord-form-words = 歌詞、または曲のテーマ
discord-form-file = または歌詞ファイル（.txt、.md、.lrc）

# 制作中。$since は依頼からの経過時間。
discord-ordered = 依頼：{ $since }
discord-parting = このメッセージはこれ以上更新されません。曲ができたら、別のメッセージでお届けします。

# 1件のメッセージに収まらないもの。

## コマンド、オプション、選択肢

# コマンドとオプションの名前は空白なしで 32 字まで、説明は 100 字までです。
discord-command-song = 歌
discord-command-song-about = 歌詞も音楽もそろった一曲を作ります（/song）
discord-command-lyrics = 歌詞
discord-command-lyrics-about = 歌詞を書きます。直してから歌えます（/lyrics）
discord-command-cover = カバー
discord-command-cover-about = 曲を別のスタイルで歌い直します（/cover）
discord-command-songs = マイソング
discord-command-songs-about = これまでの曲をもう一度送る、歌い直す、削除する（/songs）
discord-command-quota = 残り曲数
discord-command-quota-about = あと何曲作れるかを見ます。追加も頼めます（/quota）
discord-command-cancel = キャンセル
discord-command-cancel-about = まだ待っている曲を取り消します（/cancel）
discord-command-help = ヘルプ
discord-command-help-about = できることの一覧と、始めるためのボタン（/help）
discord-menu-song = これで曲を作る
discord-menu-cover = これをカバーする

# オプション。
discord-option-prompt = テーマ
discord-option-lyrics = 歌詞
discord-option-file = ファイル
discord-option-style = スタイル
discord-option-avoid = 除くもの
discord-option-title = タイトル
discord-option-voice = 声
discord-option-instrumental = インスト
discord-option-provider = サービス
discord-option-format = 形式
discord-option-private = 非公開
discord-option-link = リンク
discord-option-member = メンバー
discord-option-role = ロール
discord-option-songs = 曲数
discord-option-money = 金額
discord-option-instead = 代わりに
discord-option-period = 期間
discord-option-reason = 理由
discord-option-days = 日数
discord-option-hours = 時間数
discord-option-message = メッセージ
discord-option-off = 終了

# オプションの説明。
discord-about-prompt = 曲のテーマ。歌詞はこちらで書きます（prompt）
discord-about-prompt-lyrics = 何についての歌詞か（prompt）
discord-about-lyrics = 自分の歌詞。長いものはファイルかフォームが便利です（lyrics）
discord-about-lyrics-cover = 新しい歌詞。なければ元の歌詞を歌います（lyrics）
discord-about-file = 歌詞のテキストファイル（.txt、.md、.lrc、file）
discord-about-file-cover = 歌い直す曲の音声ファイル（file）
discord-about-link = ファイルの代わりに、曲の公開リンク（link）
discord-about-style = どんな曲か。選ぶか、自分の言葉で（style）
discord-about-style-cover = 新しい曲のスタイル。選ぶか、自分の言葉で（style）
discord-about-avoid = 曲に入れたくないもの（avoid）
discord-about-title = 曲の名前（title）
discord-about-voice = 誰が歌うか（voice）
discord-about-instrumental = 歌声のない音楽（instrumental）
discord-about-provider = 音楽サービス。なければこちらで選びます（provider）
discord-about-provider-lyrics = 歌詞を書くサービス。なければこちらで選びます（provider）
discord-about-format = ファイルの形式。なければ MP3 です（format）
discord-about-private = 曲はあなただけに、ダイレクトメッセージで届きます（private）
discord-about-member = 対象の人
discord-about-member-show = 誰の状況を見るか。なければサーバー全体です
discord-about-role = 対象のロール
discord-about-songs = 期間ごとの曲数。0 は一曲も作れません
discord-about-songs-server = 全員合わせて期間ごとに何曲か
discord-about-songs-add = この期間に追加する曲数。0 より小さければ減らします
discord-about-money = 期間ごとに使える金額。運営者の予算の通貨です
discord-about-instead = 曲数の代わりに
discord-about-instead-server = 新しい上限の代わりに
discord-about-period = いつ数え直すか。なければ期間はそのままです
discord-about-reason = 理由。変更の記録に残ります
discord-about-reason-block = 理由。本人にも見えます
discord-about-days = 何日間か。日数も時間数もなければ解除するまでです
discord-about-hours = 何時間か
discord-about-message = その間メンバーが読む言葉
discord-about-off = 休止を終わらせます

# 選択肢。
discord-period-day = 1 日ごと
discord-period-week = 1 週間ごと
discord-period-month = 1 か月ごと
discord-period-total = 全部で
discord-instead-unlimited = 無制限（unlimited）
discord-instead-none = この上限をなくし、次の決まりに従います（none）
discord-instead-no-songs = 曲数の上限をなくします
discord-instead-no-money = 金額の上限をなくします

# モデレーターのコマンド。
discord-admin-admin = 管理
discord-admin-admin-about = 上限、ブロック、休止、設定。モデレーター用です（/admin）
discord-admin-quota = 上限
discord-admin-quota-about = 曲数の上限
discord-admin-set = メンバー
discord-admin-set-about = メンバーの曲数を決めます
discord-admin-add = 追加
discord-admin-add-about = この期間のメンバーの曲数を増やす、または減らします
discord-admin-reset = 数え直し
discord-admin-reset-about = メンバーの数え直しをします
discord-admin-role = ロール
discord-admin-role-about = ロールを持つメンバーの曲数を決めます
discord-admin-default = 標準
discord-admin-default-about = ここの全員の曲数を決めます
discord-admin-server = サーバー
discord-admin-server-about = 全員合わせた上限を、曲数か金額で決めます
discord-admin-show = 表示
discord-admin-show-about = メンバー、またはサーバー全体の状況を説明します
discord-admin-settings = 設定
discord-admin-settings-about = チャンネル、ロール、言語、タイムゾーンなどの設定
discord-admin-block = ブロック
discord-admin-block-about = メンバーがここで曲を作れないようにします
discord-admin-unblock = ブロック解除
discord-admin-unblock-about = メンバーのブロックを解除します
discord-admin-pause = 休止
discord-admin-pause-about = ここでしばらく曲を作らない、または休止を終わらせます

## コマンド、ボタン、メッセージへの答え

discord-form-again = フォームをもう一度開く
discord-form-late = 時間がかかりすぎて、フォームを開けませんでした。もう一度試してください。
discord-no-words-there = このメッセージには文章もテキストファイルもありません。歌詞やテーマが書かれたものを選んでください。
discord-no-audio-there = このメッセージには音楽がありません。音声ファイルのあるものを選んでください。
discord-pick-command = ただの文字の「/{ $command }」は読めません。/ を入力して、Discord の一覧からコマンドを選んでください。
problem-cover-nothing = どの曲を歌い直すか指定してください。「file」で添付するか、「link」でリンクを書きます。
problem-attachment-unfetched = このファイルを Discord から受け取れませんでした。もう一度送ってください。
problem-form-forgotten = その間に再起動したため、このフォームはもう使えません。もう一度コマンドを使ってください。書いた内容はファイルにあります。
problem-amount-twice = 曲数、金額、代わりのもののうち、どれか一つを指定してください。

## Commands of another version

discord-outdated = これは別のバージョンのコマンドです。コマンドを更新しているので、1分ほどしてからもう一度お試しください。

## Discord ではすることが違うため、discord-own- の後に名前のある文の代わりに使う文

discord-own-chat-help = コマンドで曲を依頼するか、自分の歌詞をダイレクトメッセージで送ってください。1曲まるごと作ります。使えるコマンドは次のとおりです：
discord-own-chat-notice-kept = 曲はできましたが、ここに届けられなかったためお預かりしています。「受け取る」を押すか、/songs を使ってください。
discord-own-chat-songs-none = まだ曲がありません。/song で最初の一曲を作れます。
discord-own-problem-nothing-to-write = どんな歌詞にするか書いてください。
discord-own-problem-only-tags = この歌詞にはセクションのタグだけで、歌う言葉がありません。タグの下に歌詞を書くか、歌なしの曲を注文してください。
discord-own-problem-amount-missing = 曲数を入れるか、数の代わりになるものを選んでください。
discord-own-problem-amount-missing-add = 0 では何も変わりません。0 より大きい数か、減らすときは負の数を入れてください。
discord-own-problem-duration = ブロックは最長{ $days }日です。短くするか、日数も時間数も省略してください。省略すると解除するまで続きます。
discord-own-problem-nothing-set-cap = この場所全体の曲数の上限は設定されていないため、なくすものがありません。金額の上限には「金額の上限をなくします」を選んでください。
# ここでは時刻が読む人の時計で表示されるため、現地の時刻ではなくタイムゾーンを示します。
discord-own-settings-field-now = 0時
discord-own-settings-now = { $zone } の0時（今日の曲数のリセットは { DATETIME($ends_at_ms, dateStyle: "medium", timeStyle: "short") }）
