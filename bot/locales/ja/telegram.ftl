## コマンド

# Telegram のコマンド一覧に表示される説明。256 字まで。
telegram-command-song-about = 歌詞も曲も、1曲まるごと作ります
telegram-command-lyrics-about = 歌詞を書きます。直して歌うこともできます
telegram-command-cover-about = 曲を別のスタイルで歌い直します
telegram-command-songs-about = あなたの曲：もう一度投稿、歌い直し、削除
telegram-command-quota-about = あと何曲作れるかを確認します。追加も頼めます
telegram-command-cancel-about = 順番待ちの曲をキャンセルします
telegram-command-help-about = 使えるコマンドと、押すだけで試せる例
telegram-command-start-about = 最初の1曲を作ります
telegram-command-admin-about = 曲数、ブロック、休止、設定（管理者用）

## メッセージとパネル

telegram-begin = 曲を作る
telegram-example = 例：
telegram-help-more = /song の下に行を分けて書くと、さらに細かく頼めます：「style: フォーク」（スタイル）、「avoid: ドラム」（避けたいもの）、「voice: female」（女性の声。男性は male）、「title: …」（曲名）、「instrumental: yes」（インスト）、「format: wav」（形式）、「provider: …」（サービス）、「private: yes」（自分だけに届ける）。
telegram-help-replies = 文章やテキストファイルに /song で返信するとそれを歌い、曲に /cover で返信するとそれを歌い直します。
telegram-kept-private = この曲はあなただけにお届けしますが、まだ個人チャットに送れません。チャットを開いて「開始」を押してください。それまでお預かりし、そこで /songs を使うと受け取れます。
telegram-private-none = あなただけにお届けするはずだった曲は作れませんでした。
telegram-open-chat = チャットを開く
telegram-whole-text = 全文
telegram-next = 次へ
telegram-topic = トピック { $id }
telegram-topic-general = 一般トピック

# telegram-own- の後に名前のある文の代わりに使う文。
telegram-own-chat-help = どんな曲にするか書くか、自分の歌詞をメッセージやテキストファイルで送ってください。1曲まるごと作ります。使えるコマンドは次のとおりです：
telegram-own-chat-example-shanty-text = /song デバッグする船乗りたちの舟歌
telegram-own-chat-notice-kept = 曲はできましたが、ここに届けられなかったためお預かりしています。「受け取る」を押すか、/songs を使ってください。
telegram-own-chat-songs-none = まだ曲がありません。/song で最初の一曲を作れます。

## Questions and forms

telegram-ask-song = どんな曲にするか教えてください。自分の歌詞を、メッセージかテキストファイルで送ってもかまいません。
telegram-ask-song-group = { $who }さん、このメッセージに返信してください。どんな曲にしますか？自分の歌詞を、文章かテキストファイルで送ってもかまいません。
telegram-ask-lyrics = どんな歌詞にしますか。一文で十分です。行を分けて「style: …」（スタイル）や「title: …」（曲名）を書くと、さらに細かく頼めます。
telegram-ask-lyrics-group = { $who }さん、このメッセージに返信してください。どんな歌詞にしますか。行を分けて「style: …」（スタイル）や「title: …」（曲名）を書くと、さらに細かく頼めます。
telegram-form-ask = 「{ $label }」に入れる内容を送ってください。
telegram-form-ask-group = { $who }さん、「{ $label }」に入れる内容を、このメッセージへの返信で書いてください。
telegram-form-file = テキストファイルでもかまいません。
telegram-form-clear = 「-」だけを送ると空のままになります。
telegram-form-now = 今の内容：
telegram-form-close = 閉じる
problem-answer-without-text = ここには文章が必要です。メッセージで答えてください。質問にそう書いてあれば、テキストファイルでもかまいません。
problem-answer-too-long = この答えは { $length } 文字で、入るのは { $most } 文字までです。短くして、もう一度送ってください。

## 送られてくるメッセージ

telegram-only-words = 文章か、テキストファイル（.txt、.md、.lrc）か、歌い直す曲があれば、歌を作れます。どれかを送ってください。
telegram-perhaps-cut = Telegram のメッセージは長さに限りがあるため、この文章は途中で切れているかもしれません。続きがあれば、全文をテキストファイルにするか、個人チャットで送ってください。
telegram-songs-in-private = あなたの曲の一覧は、個人チャットに送りました。
telegram-songs-start-first = 曲の一覧はあなただけのものですが、まだ個人チャットに送れません。チャットを開いて「開始」を押し、そこで /songs を送ってください。
problem-no-words-there = 返信先のメッセージには文章がありません。歌詞のあるメッセージか、テキストファイルに返信してください。
problem-words-elsewhere = ほかのチャットのメッセージは私には見えません。文章をここにコピーするか、返信で引用してください。
problem-no-audio-there = このメッセージには音楽がありません。曲、ボイスメッセージ、音声ファイルのどれかに返信してください。
problem-words-twice = コマンドの後と、返信先のメッセージの両方に歌詞があります。どちらか一方にしてください。
problem-audio-too-large-to-fetch = Telegram では、ボットが受け取れるファイルは { $most_mb } MB までです。小さめの MP3 にして送るか、「link:」で公開リンクを書いてください。
telegram-own-problem-cover-nothing = どの曲を歌い直すか指定してください。曲、ボイスメッセージ、音声ファイルのどれかに /cover で返信するか、「link:」で公開リンクを書きます。
telegram-own-problem-attachment-unfetched = このファイルを Telegram から受け取れませんでした。もう一度送ってください。

## グループ、トピック、管理者

telegram-settings-nothing = 曲数の追加の申請は、申請された場所に届きます。届け先のトピックを選べるのは、トピックのあるグループだけです。
telegram-own-error-wrong-channel = このトピックでは曲を作れません。{ $channels } で依頼してください。
telegram-own-mod-audit-settings-channels = 曲を作れるトピック
telegram-own-mod-audit-settings-moderator-channel = 申請が届くトピック
telegram-own-mod-help-settings = /admin settings：トピック、言語、タイムゾーン
telegram-own-mod-audit-settings-dm-songs = 個人チャットからの曲
telegram-own-mod-help = [ ] の中は省略できます。空白を含む名前は "Ann Lee" のように引用符で囲んでください。誰かへの返信では、名前を省略できます。
telegram-own-problem-who-missing = 誰のことか指定してください。その人に返信するか、@username、"Ann Lee" のように引用符で囲んだ名前、またはIDを入力します。
telegram-own-settings-dm-about = メンバーがボットとの個人チャットで注文し、ここの曲数を使えるようになります。トピックの条件は適用されません。
telegram-own-settings-dm-off = 個人チャットの曲を含めない
telegram-own-settings-dm-on = 個人チャットの曲を含める
telegram-own-settings-field-dm = 個人チャットの曲をここの曲数に含める
telegram-own-settings-moderators-about = このグループの管理者がモデレーターです。選ぶとすぐに反映されます。
telegram-own-settings-provider = 優先するサービス
telegram-own-settings-channels = 曲を作れるトピック
telegram-own-settings-channels-none = すべて
telegram-own-settings-moderator-channel = 申請が届くトピック
telegram-own-settings-moderator-channel-none = 申請があった場所

## サーバーではなくグループ、ダイレクトメッセージではなく個人チャット

telegram-own-problem-cover-link = このリンクは使えません。https:// で始まり、Telegram のものではない公開リンクを書くか、曲そのものに /cover で返信してください。
telegram-own-problem-who-unknown = ボットはここで「{ $name }」という人にまだ会っていません。その人のメッセージに返信するか、その人にこのグループで一度ボットに話しかけてもらってください。
telegram-own-charge-private = 個人チャット
telegram-own-charge-server = 参加しているグループ
telegram-own-charge-quota-servers = 個人チャットで注文できる残りの曲数：
telegram-own-charge-quota-ask = グループで使える曲数を増やしたいときは、そのグループで /quota を使って頼んでください。
telegram-own-error-outside-messages = 個人チャットでの注文は受けられません。私がいるグループで注文するか、そこの管理者に、個人チャットの曲をそこの曲数に含めるよう頼んでください（/admin settings で切り替えられます）。そのあと、一度そのグループで注文してください。
telegram-own-error-nowhere-to-charge = 今この曲に曲数を使えるグループがありません。
