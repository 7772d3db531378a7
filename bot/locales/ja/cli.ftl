## The command line: run, check, init, song

# Why the bot can't start. Paths and addresses stand as they were given.
startup-config = 設定に{ $problems }件の問題があります：
startup-data-locked = 別のボットが { $path } で動いています。そのボットを止めるか、TROUBADOUR_DATA_DIR で別のフォルダーを指定してください。
startup-data-unwritable = フォルダー { $path } に書き込めません。ボットを動かすユーザーに書き込み権限を与えるか、TROUBADOUR_DATA_DIR で別のフォルダーを指定してください。
startup-database-newer = データベース { $path } は、より新しいバージョンのTroubadourのものです。そのバージョンをインストールするか、TROUBADOUR_DATA_DIR で別のフォルダーを指定してください。
startup-database-older = データベース { $path } は、より古いバージョンのTroubadourのものです。troubadour run でボットを一度起動すると、更新されます。
startup-database-unreadable = データベース { $path } を読み込めません。壊れているか、データベースではありません。バックアップと置き換えるか、別の場所に移して新しく始めてください。
startup-disk-full = ディスクに { $path } のための空きがありません。空きを作るか、TROUBADOUR_DATA_DIR で別のフォルダーを指定してください。
startup-migration-failed = マイグレーション { $name } を適用できませんでした。データベースは元のままで、そのコピーが同じ場所にあります。前のバージョンに戻し、この問題を報告してください。
startup-migration-changed = マイグレーション { $name } は、このデータベースに適用されたものと違います。変更されていないリリースから、Troubadourをインストールし直してください。
startup-web-port-busy = { $host } のポート { NUMBER($port, useGrouping: 0) } は、ほかのプログラムが使っています。そのプログラムを止めるか、TROUBADOUR_WEB_PORT で別のポートを指定してください。
startup-web-address = ローカルチャットは { $host } のポート { NUMBER($port, useGrouping: 0) } で待ち受けできません。TROUBADOUR_WEB_HOST に、127.0.0.1 など、このマシンのアドレスを指定してください。

startup-not-running = このデータフォルダーでボットが動いたことはまだありません。troubadour run で起動してください。
startup-not-well = このデータフォルダーのボットが応答しません。ログを確認し、troubadour run で起動し直してください。

# What the program says about itself: --help, and what `run` and `song` print.
cli-help = 1曲まるごと作る、Discord・Telegram用のボットです。設定をしなければ、ブラウザーで使うチャットになります：troubadour run
cli-help-config = 設定ファイル。省略時は TROUBADOUR_CONFIG、それもなければ ./config.toml（あれば）
cli-help-run = ボットを起動する
cli-help-check = 設定されているもの、足りないもの、うまくいかないものを表示する
cli-help-stats = 作った曲と費用を表示する。ボットの動作中も使える
cli-help-health = このデータフォルダーのボットが正常かどうかを終了コードで知らせる
cli-help-init = 質問に答えて、コメント付きの config.toml を作る
cli-help-yes = 何も質問せず既定値を使う。すでにあるファイルはそのまま残す
cli-help-song = 曲を1つ作ってファイルに書き出す
cli-help-prompt = 曲のテーマ
cli-help-output = 書き出すファイルまたはフォルダー。名前が .wav で終わるとWAVになる
cli-help-lyrics-file = 自分の歌詞を書いたテキスト、Markdown、LRCのどれかのファイル
cli-help-encoding = 歌詞ファイルの文字コード。ファイルからわからない場合に指定する：gb18030、big5、shift_jis、windows-1252
cli-help-style = 曲のスタイル：フォーク、シンセポップ、ゆっくりしたワルツなど
cli-help-avoid = 避けたいもの
cli-help-voice = 歌う声
cli-help-instrumental = 歌なし
cli-help-provider = 曲を作るサービス
cli-help-title = 曲のタイトル
cli-stats-none = { $path } でボットが動いたことはまだないため、集計するものがありません。
cli-stats-today = 今日
cli-stats-month = 今月
cli-stats-total = 通算
cli-stats-songs = 曲
cli-stats-failed = 失敗
cli-stats-refunded = 返却
cli-stats-open = 処理中の依頼：{ $orders }件
cli-stats-by-service = サービス別
cli-stats-by-place = 場所別
cli-stats-private = ダイレクトメッセージとローカルチャット
cli-stats-cap-songs = 曲数：{ $period ->
    [day] 今日
    [week] 今週
    [month] 今月
   *[total] 通算
}は{ $cap }曲中{ $used }曲、残り{ $left }曲です。
cli-stats-cap-paid = 有料サービスの曲数：{ $period ->
    [day] 今日
    [week] 今週
    [month] 今月
   *[total] 通算
}は{ $cap }曲中{ $used }曲、残り{ $left }曲です。
cli-stats-cap-money = 金額：{ $period ->
    [day] 今日
    [week] 今週
    [month] 今月
   *[total] 通算
}は { $cap } { $currency } 中 { $used } { $currency }、残り { $left } { $currency } です。
cli-stats-money = サービスの利用料：{ $period ->
    [day] 今日
    [week] 今週
    [month] 今月
   *[total] 通算
}は { $amount } { $currency } です。
cli-ready = ローカルチャットのアドレス：{ $address }
cli-no-platform = ボットはどのチャットにもいません。ローカルチャットを使うには [web] に enabled = true を、Discordを使うには DISCORD_TOKEN を、Telegramを使うには TELEGRAM_TOKEN を設定してください。
cli-discord-missing = Discordで使うには、DISCORD_TOKEN か、[discord] の token を設定してください。手順は docs/discord.md にあります。
cli-telegram-missing = Telegramで使うには、TELEGRAM_TOKEN か、[telegram] の token を設定してください。手順は docs/telegram.md にあります。
cli-stopping = 停止しています。中断すると再開できない曲の完成を待っています。すぐに止めるには、もう一度 Ctrl-C を押してください。
cli-waiting = 順番を待っています
cli-song-saved = { $path }（{ $length }、制作：{ $service }）
cli-cannot-cancel = この曲はもう作り始めているため、キャンセルできません。
cli-lyrics-file-unreadable = { $path } を読み込めません。ファイルであることと、読み取り権限があることを確認してください。
cli-lyrics-guessed = { $path } からは文字コードがわかりません。{ $encoding } として読むと「{ $line }」となります。
cli-lyrics-reading = { $encoding } として読むと「{ $line }」となります。
cli-lyrics-confirm = この読み方で歌いますか？[y/N]{" "}
cli-lyrics-choose = まだ何も歌っていません。この読み方で正しければ --encoding { $encoding } を付けるか、ファイルをUTF-8で保存してください。
cli-lyrics-no-such-encoding = { $path } は { $encoding } として読めません。{ $encodings } のどれかを選ぶか、--encoding を省略してください。

# What `check` finds: one line each, with its fix.
check-level-ok = 正常
check-level-note = 情報
check-level-warning = 警告
check-level-error = エラー
check-summary = { $errors ->
    [0] { $warnings ->
        [0] 問題はありません。
       *[other] ボットは起動できます。警告が{ $warnings }件あります。
    }
   *[other] { $errors }件のエラーがあるため、ボットは動作できません。
}
check-python = Python { $version }（{ $system }）を使っています。
check-python-old = Python { $version } は古すぎます。Python 3.11 以降をインストールしてください。
check-mp3 = MP3ファイルを書き出せます。
check-mp3-missing = MP3ファイルを書き出せません。make install か pip install --force-reinstall av でPyAVをインストールし直してください。
check-file = 設定ファイルは { $path } です。
check-file-none = 設定ファイルがないため、既定値を使います。troubadour init で作れます。
check-file-open = { $path } の秘密の値を、このマシンのほかのユーザーが読めます。次のコマンドで防げます：chmod 600 { $path }
check-environment = 次の環境変数が設定されていて、ファイルより優先されます：{ $variables }。
check-variable-unknown = { $variable } はこのボットの環境変数ではありません。{ $suggestion } ではありませんか？
check-data = 曲とデータベースは { $path } に保存されます。
check-data-new = 曲とデータベースのために、フォルダー { $path } を作ります。
check-running = 現在、{ $path } でボットが動いています。
check-disk = ディスクの空きは { $free } MBです。曲には { $songs } MBまで使えます。
check-disk-small = ディスクの空きは { $free } MBで、曲に使える量（{ $songs } MB）と残しておく量（{ $keep } MB）の合計より少ないです。古い曲が早めに削除されることがあります。避けるには、[limits] の disk_mb を減らしてください。
check-disk-full = ディスクの空きは { $free } MBです。{ $keep } MBを残しておく設定で、1曲には { $song } MBが必要なため、曲を作れません。空きを作るか、[limits] の keep_free_mb を減らしてください。
check-web = ローカルチャットのアドレス：http://{ $host }:{ NUMBER($port, useGrouping: 0) }
check-web-any-port = ローカルチャットは { $host } の空いているポートを使い、そのアドレスを表示します。
check-web-open = ローカルチャットはネットワークに公開され、トークンを持つ人が使えます。手前にHTTPSを用意してください。
check-web-open-without-token = ローカルチャットはネットワークに公開されますが、トークンが設定されていません。トークンは自動で作られ、アドレスと一緒に表示されます。自分で決めるには、TROUBADOUR_WEB_TOKEN を設定してください。
check-port-forbidden = { $host } のポート { NUMBER($port, useGrouping: 0) } は、このユーザーでは使えません。TROUBADOUR_WEB_PORT に1024以上のポートを指定してください。
check-no-chat = ボットはどのチャットにもいません。ローカルチャットを使うには [web] に enabled = true を、Discordを使うには DISCORD_TOKEN を、Telegramを使うには TELEGRAM_TOKEN を設定してください。
check-service-on = サービス { $service } はオンです。
check-service-off = サービス { $service } はオフです。オンにするには、[providers.{ $service }] に enabled = true を設定してください。
check-service-without-key = サービス { $service } はオフです。オンにするには、{ $variable } か、[providers.{ $service }] の api_key を設定してください。
check-key-works = { $service } のキーは有効です。
check-key-refused = サービス { $service } がキーを拒否しました：有効なキーを { $variable } か、[providers.{ $service }] の api_key に設定してください。
check-key-balance = { $service } のキーは有効ですが、アカウントの残高がありません：入金してください。
check-key-not-enabled = { $service } のキーは有効ですが、アカウントでこのサービスかモデルを使えません：有効にしてもらうか、[providers.{ $service }] の model か base_url を変えてください。
check-key-unreached = サービス { $service }（{ $address }）につながらなかったので、キーは確かめられませんでした：ネットワークと、[providers.{ $service }] の base_url を確かめてください。
check-key-untold = サービス { $service } は、キーが有効かどうかを答えませんでした：しばらくしてから、もう一度試してください。
check-no-service = オンのサービスがないため、曲を作れません。[providers.offline] に enabled = true を設定してください。
check-order-unknown = このバージョンにサービス { $service } はありません。[routing] の order から取り除くか、{ $services } のどれかを使ってください。
check-quota = 1人あたりの上限は、{ $period ->
    [day] 1日
    [week] 1週間に
    [month] 1か月に
   *[total] 通算
}{ $songs }曲です。
check-quota-none = 誰も曲を作れません。[quota] の songs に数か "unlimited" を設定してください。
check-quota-unlimited = 1人あたりの曲数に制限はありません。制限するには、[quota] の songs を設定してください。
check-budget = ボット全体の上限は、{ $period ->
    [day] 1日
    [week] 1週間に
    [month] 1か月に
   *[total] 通算
}{ $songs }曲です。
check-budget-none = ボット全体で1曲も作れません。[budget] の songs に数か "unlimited" を設定してください。
check-budget-unlimited = ボット全体の曲数に制限はありません。制限するには、[budget] の songs を設定してください。
check-budget-first = [budget] に何も設定されていないため、有料サービスで作れるのは合計で1か月に{ $songs }曲までです。自分で決めるには、[budget] の songs か money を設定してください。
check-money = ボット全体で使える金額の上限は、{ $period ->
    [day] 1日
    [week] 1週間に
    [month] 1か月に
   *[total] 通算
} { $amount } { $currency } です。
check-service-unpriced = サービス { $service } は、[budget] に money が設定されているのに料金がわからないため、オフのままです。[providers.{ $service }] に price を設定してください。
check-service-unrated = サービス { $service } は、[budget] に money が設定されているのに料金が { $currency } 建てのため、オフのままです。[budget.rates] に { $currency } を設定してください。
check-access-servers = { $servers ->
    [0] 利用を許可しているサーバーやグループはありません。変更するには、[access] の servers を設定してください。
   *[other] 利用を許可しているサーバーとグループは{ $servers }件です。変更するには、[access] の servers を設定してください。
}
check-access-private = { $private ->
    [members] ダイレクトメッセージは、サーバーやグループで会った人からだけ受け付けます。変更するには、[access] の private を設定してください。
   *[nobody] ダイレクトメッセージは誰からも受け付けません。変更するには、[access] の private を設定してください。
}
check-access-closed = ローカルチャットでモデレーターとして操作する人のほかは、誰も利用できません。[access] の servers か private を設定してください。
check-rate-own = { $currency } は予算の通貨そのものなので、このレートに効果はありません。[budget.rates] から取り除いてください。
check-operator-none = 有料サービスがオンですが、金額やキーについて知らせる相手が設定されていません。[operator] の discord_id か telegram_id を設定してください。ログとローカルチャットには、どの場合も表示されます。

# `init` asks. In brackets stands what an empty answer means.
init-welcome = いくつかの質問に答えると、{ $path } を作成します。何も入力しなければ、[ ] の中の値を使います。
init-ask-data-dir = 曲とデータベースのフォルダー
init-ask-web-port = ローカルチャットのポート
init-ask-quota-songs = 1人が期間内に作れる曲数（数または unlimited）
init-ask-quota-period = 期間（day、week、month、total）
init-ask-key-fun-music = Fun-Musicのキー（あれば）。https://bailian.console.aliyun.com の北京リージョンで作り、モデルの利用もそこで申請します（入力は表示されません）
init-ask-key-minimax = MiniMaxのキー（あれば）。https://platform.minimax.io で、中国では https://platform.minimaxi.com で作ります。その場合はファイルの base_url も変えてください（入力は表示されません）
init-ask-key-senseaudio = SenseAudioのキー（あれば）。https://senseaudio.cn で作ります（入力は表示されません）
init-ask-discord-token = Discordのトークン（入力は表示されません）
init-ask-telegram-token = Telegramのトークン（入力は表示されません）
init-none = なし
init-ask-overwrite = { $path } はすでにあります。内容を破棄して新しく作りますか？（y または n）
init-yes = y yes はい
init-no = n
init-exists = { $path } はすでにあるため、そのまま残します。別の場所に移すか、troubadour init と入力して質問に答えてください。
init-nothing-written = 何も書き込みませんでした。
init-unwritable = { $path } に書き込めません。フォルダーがあることと、書き込み権限があることを確認してください。
init-written = { $path } を作成しました。あなただけが読めます。troubadour check で確認してから、troubadour run で起動してください。

# `quota` shows and sets limits beside a running bot.
startup-no-database = { $path } でボットが動いたことはまだないため、曲数の上限はまだありません。troubadour run で起動してください。
startup-no-such-place = ボットは { $place } にまだ参加したことがありません。--place で場所を platform:id の形で指定するか、ダイレクトメッセージとローカルチャットの場合は省略してください。
cli-help-quota = 曲数の上限を表示・設定する。ボットの動作中も使える
cli-help-quota-show = 1人または場所全体の状況を表示する
cli-help-quota-set = 上限を設定し、変更前と変更後を表示する
cli-help-quota-who = @name またはID。省略すると場所全体
cli-help-quota-whom = @name またはID。全員は default、場所全体は server、ロールは role:ID
cli-help-quota-amount = 整数、unlimited、none のどれか。server では 20 USD なども使える。続けて期間：day、week、month、total
cli-help-quota-reason = 理由。モデレーターが読む履歴に残る
cli-help-quota-place = 場所（例：discord:1234）。省略するとダイレクトメッセージとローカルチャット
# A line of what a moderator would see in a chat.
cli-field = { $label }：{ $value }

## Discord (startup-discord-…, cli-discord-…, check-discord-…)

startup-discord-token = Discordがボットのトークンを拒否しました。https://discord.com/developers/applications のボットのページで新しいトークンをコピーし、DISCORD_TOKEN か [discord] の token に設定して、ボットを再起動してください。
startup-discord-closed = Discordが接続を完全に閉じました（コード { NUMBER($close_code, useGrouping: 0) }）。最新バージョンのTroubadourをインストールして、再起動してください。
cli-discord-ready = ボットはDiscordにいます。サーバーに追加するリンク：{ $link }
cli-discord-waiting = Discordにつながりません。つながるまで繰り返し試します。結果はログに出ます。
check-web-off = ローカルチャットはオフです。オンにするには、[web] に enabled = true を設定してください。
check-discord-on = Discordはオンです。
check-discord-off = Discordはオフです。オンにするには、DISCORD_TOKEN か、[discord] の token を設定してください。
check-discord-works = Discordがトークンを受け付けました（{ $name } のトークン）。サーバーに追加するリンク：{ $link }
check-discord-refused = Discordがトークンを拒否しました。https://discord.com/developers/applications のボットのページで新しいトークンをコピーし、DISCORD_TOKEN か [discord] の token に設定してください。
check-discord-unreached = Discord（{ $address }）につながらなかったので、トークンは確かめられませんでした。ネットワークと、[discord] の base_url を確かめてください。
check-discord-untold = Discordは、トークンが有効かどうかを答えませんでした。しばらくしてから、もう一度試してください。
check-discord-endpoint = ボットに Interactions Endpoint URL が設定されているため、コマンドがここに届きません。https://discord.com/developers/applications の General Information で、この欄を空にしてください。
check-discord-needs-view = サーバーでは「チャンネルを見る」の権限が必要です：頼まれたチャンネルを見るため。
check-discord-needs-send = サーバーでは「メッセージを送信」の権限が必要です：曲作りがDiscordの返信期限より長くかかっても、曲を投稿するため。
check-discord-needs-threads = サーバーでは「スレッドでメッセージを送信」の権限が必要です：頼まれたスレッドに曲を投稿するため。
check-discord-needs-embed = サーバーでは「埋め込みリンク」の権限が必要です：曲の下に歌詞を表示するため。
check-discord-needs-attach = サーバーでは「ファイルを添付」の権限が必要です：曲のファイルを投稿するため。
check-discord-needs-history = サーバーでは「メッセージ履歴を読む」の権限が必要です：頼まれたメッセージに返信し、自分の曲を見つけて二重に投稿しないため。

## Telegram (startup-telegram-…, cli-telegram-…, check-telegram-…)

startup-telegram-token = Telegramがボットのトークンを拒否しました。@BotFather（/mybots → API Token）で正しいトークンをコピーし、TELEGRAM_TOKEN か [telegram] の token に設定して、ボットを再起動してください。
startup-telegram-shared = 別のプログラムが同じトークンでTelegramのボット宛てのメッセージを受け取っているか、Webhookに送らせているため、ここには一部しか届きません。もう一方を止めるか、@BotFather で新しいトークンを作ってください。その後は自動で、または再起動後に、また届くようになります。
cli-telegram-ready = ボットはTelegramにいます。話しかけるか、グループに追加してください：{ $link }
cli-telegram-waiting = Telegramにつながりません。つながるまで繰り返し試します。結果はログに出ます。

check-telegram-on = Telegramはオンです。
check-telegram-off = Telegramはオフです。オンにするには、TELEGRAM_TOKEN か、[telegram] の token を設定してください。
check-telegram-works = Telegramがトークンを受け付けました。ボットの場所：{ $link }
check-telegram-refused = Telegramがトークンを拒否しました。@BotFather（/mybots → API Token）で正しいトークンをコピーし、TELEGRAM_TOKEN か [telegram] の token に設定してください。
check-telegram-unreached = Telegram（{ $address }）につながらなかったので、トークンは確かめられませんでした。ネットワークと、[telegram] の base_url を確かめてください。
check-telegram-untold = Telegramは、トークンが有効かどうかを答えませんでした。しばらくしてから、もう一度試してください。
check-telegram-webhook = 別のプログラムが、ボット宛てのメッセージを { $host } のWebhookに送らせています。troubadour run はそれを解除し、自分で受け取ります。そのプログラムがまだ必要なら、このボットには別のトークンを使ってください。
check-telegram-privacy = プライバシーモードはオンで、これで正常です。グループでボットに届くのは、コマンド、ボットへの返信、ボタンだけで、それで足ります。
check-telegram-reads-all = プライバシーモードがオフなので、グループに書かれたことがすべてボットに届きますが、その必要はありません。@BotFather の /setprivacy で Enable を選び、ボットをグループに追加し直してください。
check-telegram-no-groups = ボットをグループに追加できない設定です。許可するには、@BotFather に /setjoingroups を送り、Enable を選んでください。
