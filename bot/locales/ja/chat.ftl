## The chat: receipts, progress, songs, commands

# What is left. $when is one of period-….
period-day = 今日
period-week = 今週
period-month = 今月
period-total = 通算
chat-left = { $left ->
    [0] { $when }の残りはありません
   *[other] 残り{ $left }曲（{ $when }の上限{ $limit }曲）
}
chat-left-unlimited = 曲数の制限なし
chat-left-sentence = { $left }。
# Between two sentences.
chat-between-sentences = {""}

# A receipt and its progress.
chat-receipt = 受け付けました。これから曲を作ります。
chat-row-prompt = テーマ
chat-row-lyrics = 歌詞
chat-row-tags = タグ
chat-row-title = タイトル
chat-row-style = 曲のスタイル
chat-row-avoid = 避けるもの
chat-row-voice = 声
chat-row-service = 制作
chat-row-left = 残り曲数
chat-field = { $label }：{ $value }
chat-lyrics-summary = { $lines ->
    [1] 「{ $first }」
   *[other] 「{ $first }」ほか{ $more }行
}
chat-voice-female = 女性
chat-voice-male = 男性
chat-voice-none = なし（インスト）
chat-line = { $line ->
    [1] 次に始まります
   *[other] 順番待ち { $line }番目
}
stage-writing = 歌詞を書いています
stage-composing = 作曲しています
stage-singing = 歌っています
stage-saving = 曲を保存しています
stage-posting = 曲をお届けしています
chat-state-held = モデレーターの承認を待っています
chat-state-queued = 順番を待っています
chat-state-running = バンドを集めています
chat-state-delivering = 曲をお届けしています
chat-state-kept = 完成しました。お預かりしています
chat-state-done = 曲ができました。かかった時間は{ $time }です。
chat-state-failed = 曲を作れませんでした。
chat-state-cancelled = キャンセルしました。残り曲数は減っていません。
chat-state-declined = モデレーターに却下されました。残り曲数は減っていません。
chat-usual = ふつうは約 { $usual }

# What came between an order and its service.
status-moved = { $to } に移しました。{ $from } では受け付けられませんでした。
status-busy = { $service } は今、空きがありません。順番はそのままで、あとでもう一度送ります。

# A finished song, and news of one that ended without.
chat-song-service = 制作：{ $service }
chat-song-ai = AI生成
chat-song-instrumental = インスト
chat-song-track = トラック{ $n }/{ $tracks }
chat-song-lyrics = 歌詞（{ $lines }行）
chat-song-removed = ここにあった曲は削除されました。
chat-song-untitled = 無題の曲
chat-words-attached = 歌詞が1件のメッセージに収まらないため、全文は { $file } にあります。
chat-whole-text = 全文は { $file } にあります。
chat-notice-refunded = 残り曲数は減っていません。
chat-notice-kept = 曲はできましたが、ここに届けられなかったためお預かりしています。/songs と入力すると受け取れます。
chat-notice-declined = この曲はモデレーターに却下されました。
chat-notice-cancelled = この曲はキャンセルされました。
chat-perhaps-again = この投稿の途中で中断されたため、同じものが二度表示されているかもしれません。
chat-try-again = もう一度試す

# /cancel, with what is left after it.
cancel-cancelled = キャンセルしました。残り曲数は減っていません。
cancel-nothing = 今キャンセルできる曲はありません。
cancel-singing = この曲はもう歌い始めているため、止められません。まもなく届きます。
cancel-posting = この曲はもう完成していて、まもなく届きます。

# /songs.
chat-songs = あなたの曲
chat-songs-page = あなたの曲（{ $page }/{ $pages }ページ）
chat-songs-none = まだ曲がありません。最初の1曲を作ってみましょう：
chat-songs-newer = より新しい曲
chat-songs-older = より古い曲
chat-songs-pages = { $page }ページ目はありません。あなたの曲は全部で{ $pages }ページです。
chat-songs-number = /songs の後には、/songs 2 のようにページ番号を入力してください。
chat-songs-gone = ファイルは残っていません
chat-songs-state-held = モデレーターの承認待ち
chat-songs-state-queued = 順番待ち
chat-songs-state-running = 制作中
chat-songs-state-delivering = お届け中
chat-songs-state-kept = お預かり中
chat-songs-state-failed = 作れませんでした
chat-songs-state-cancelled = キャンセル済み
chat-songs-state-declined = 却下

# /help and /start.
chat-start = こんにちは！歌詞もメロディーも、1曲まるごと作ります。どんな曲にするか教えてください。自分の歌詞を送ってもかまいません。
chat-help = どんな曲にするか書くか、自分の歌詞を貼り付けてください。1曲まるごと作ります。使えるコマンドは次のとおりです：
chat-help-song = 曲を作ります。オプション：prompt、lyrics、file、style、avoid、title、voice、instrumental
chat-help-songs = これまでの曲をもう一度聴きます
chat-help-quota = あと何曲作れるかを確認します
chat-help-cancel = 順番待ちの曲をキャンセルします
chat-help-help = この一覧を表示します
chat-help-start = 最初の1曲を作ります
chat-unknown-command = /{ $command } というコマンドはありません。使えるのは { $commands } です。
chat-example-shanty = デバッグする船乗りたちの舟歌
chat-example-shanty-text = /song prompt: デバッグする船乗りたちの舟歌 style: folk
chat-example-lyrics = ヴァースとサビのある自分の歌詞
chat-example-lyrics-text = /song style: warm acoustic pop
    {"["}ヴァース]
    やかんが歌う ゆっくりな朝
    窓の光に 紙の鳥
    {"["}サビ]
    ここにいて もう少し
    世界はきっと 待っててくれる
chat-example-cafe = 喫茶店のあたたかいフォークソング
chat-example-cafe-text = /song prompt: 喫茶店のあたたかいフォークソング

# The page around the messages. Words in braces are filled in by the page.
chat-ui-title = Troubadour
chat-ui-tagline = 1曲まるごと作ります
chat-ui-log = 会話
chat-ui-input = メッセージ
chat-ui-placeholder = /song に続けて、どんな曲か…
chat-ui-send = 送信
chat-ui-hint = Enterで送信、Shift + Enterで改行
chat-ui-commands = コマンド
chat-ui-welcome = 何を歌いましょうか？
chat-ui-welcome-more = どんな曲にするか書くか、自分の歌詞を貼り付けるかファイルで送ってください。次の例から始めることもできます：
chat-ui-older = 以前のメッセージを表示
chat-ui-you = あなた
chat-ui-bot = Troubadour
chat-ui-cancel = キャンセル
chat-ui-cancel-song = この曲をキャンセル
chat-ui-download = ダウンロード
chat-ui-download-song = 「{ $title }」をダウンロード
chat-ui-play-song = 「{ $title }」のプレーヤー
chat-ui-progress = 曲の進み具合
chat-ui-elapsed = { $elapsed } 経過（通常は約 { $usual }）
chat-ui-audio-gone = このファイルは再生できません。保存期間が終わった可能性があります。
chat-ui-listen-live = 制作中に聴く
chat-ui-live-player = 制作中の曲のプレーヤー
chat-ui-sending = 送信しています…
chat-ui-waiting = ボットが戻ったら送信します
chat-ui-refused = 送信できませんでした
chat-ui-edit = 入力欄に戻す
chat-ui-away = ボットと接続できません。入力した内容はここに残り、つながり次第送信されます。
chat-ui-back = ボットとの接続が戻りました。
chat-ui-too-long = メッセージが長すぎます。1件は{ NUMBER($most) }バイトまでです。
chat-ui-code = コード：{ $code }
chat-ui-newest = 最新のメッセージ

# Between several things that are said of somebody in a row, such as a limit and what is left of it.
chat-between = 、

## できた曲でできること

songs-line = { $title } – { DATETIME($created_at_ms, dateStyle: "medium") }、{ $service }
songs-line-state = { $title } – { DATETIME($created_at_ms, dateStyle: "medium") }、{ $service }：{ $state }
songs-pick = 曲を選ぶ
songs-post = もう一度投稿
songs-send = ここに送る
songs-again = もう一度作る
songs-edit = 直して歌う
songs-delete = 削除
songs-words = 歌詞ファイル
songs-fetch = 受け取る
songs-keep = 残しておく
songs-recent = 最近使った
songs-really-delete = 「{ $title }」を完全に削除しますか？ファイルも歌詞も投稿も消えます。使った回数は戻りません。
songs-delete-really = この曲を完全に削除しますか？ファイルも歌詞も投稿も消えます。使った回数は戻りません。
songs-fetching = 曲を取りに行きます。
songs-sent = 曲をお届けします。
songs-posted = まもなくもう一度投稿します。
songs-deleted = 削除しました。投稿もまもなく消えます。
problem-song-without-words = この曲には、ボットが知っている歌詞がありません。
