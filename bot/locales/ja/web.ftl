## The local chat: who is here, channels and roles to try things with

# What a page says of itself.
error-web-name = 名前は、目に見える文字・数字・記号1～32文字で、ボットの名前と違うものにしてください。
error-web-role = そのロールはありません。ページに表示されたものから選ぶか、ページを再読み込みしてください。
error-web-channel = そのチャンネルはありません。ページに表示されたものから選ぶか、ページを再読み込みしてください。

# Two of each, to try with.
web-channel-local = ステージ
web-channel-backstage = バックステージ
web-role-singers = シンガー
web-role-patrons = サポーター

chat-help-admin = ここの曲数の上限、設定、ブロックを管理します（モデレーター用）
chat-panel-moved = 続きは下にあります。

# The page around the messages.
chat-ui-who = ここでのあなた
chat-ui-name = 名前
chat-ui-name-set = 変更
chat-ui-act-member = メンバー
chat-ui-act-moderator = モデレーター
chat-ui-acting = 立場
chat-ui-roles = ロール
chat-ui-channel = チャンネル
chat-ui-channels = チャンネル
chat-ui-others-can-see = あなただけに表示されています
chat-ui-moderators-see = モデレーターだけに表示されています
chat-ui-send-form = 送信
chat-ui-close-form = 戻る
chat-ui-choose = 選択…
chat-ui-choose-none = なし
chat-ui-done = 完了
chat-ui-trouble = 送信できませんでした。もう一度お試しください。
chat-ui-guest = タブごとに別の人になれます。タブにそれぞれ名前を付けて、何人かでのやり取りを試せます。

# Files with lyrics: the paperclip beside the input, and what is dropped onto the page.
chat-ui-attach = 歌詞のファイル、または歌い直す曲を添付
chat-ui-attached = 添付ファイル：{ $name }（{ $size }）
chat-ui-detach = { $name } を外す
chat-ui-detached = ファイルの添付を取り消しました。
chat-ui-drop = ここに歌詞か曲をドロップ
chat-ui-drop-more = テキストファイル1つ（.txt、.md、.lrc）、または歌い直す曲1つ（.mp3、.wav、.flac）
chat-ui-file-unnamed = 名前のないファイル
chat-ui-file-one = 1つのメッセージに添付できるファイルは1つだけです。どれか1つを選んでください。
chat-ui-file-unreadable = このファイルを読み込めません。選び直すか、歌詞を貼り付けてください。
chat-ui-not-kept = このブラウザーにはメッセージを保存する空きがありません。送信が終わるまで、このページを開いたままにしてください。
web-attach-file = 入力欄の横のクリップでファイルを添付するか、このページにドロップして、依頼と一緒に送信してください。
web-takes-no-file = /{ $command } にファイルは添付できません。/song と一緒に送るか、コマンドなしで送ってください。
