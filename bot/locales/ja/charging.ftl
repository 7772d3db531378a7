## Songs that are ordered by direct message and charged to a server

chat-row-charged = 曲数を使う場所
charge-private = ダイレクトメッセージ
charge-server = 参加しているサーバー
charge-option = { $place }（{ $left }）
charge-moved = この曲に{ $was }の曲数はもう使えません。今は{ $now }の曲数を使います。もう一度「歌う」を押すか、ほかの場所を選んでください。
error-outside-messages = ダイレクトメッセージでの注文は受けられません。私がいるサーバーで注文するか、そこのモデレーターに、ダイレクトメッセージの曲をそこの曲数に含めるよう頼んでください（/admin settings で切り替えられます）。そのあと、一度そのサーバーで注文してください。
error-nowhere-to-charge = 今この曲に曲数を使えるサーバーがありません。
error-role-needed-there = そこでは一部のロールの人だけが曲を作れます。そこのモデレーターに聞いてください。
charge-quota-place = { $place }
charge-quota-servers = ダイレクトメッセージで注文できる残りの曲数：
charge-quota-ask = サーバーで使える曲数を増やしたいときは、そのサーバーで /quota を使って頼んでください。
settings-dm-about = メンバーがボットへのダイレクトメッセージで注文し、ここの曲数を使えるようになります。選んだロールの条件はここでも有効ですが、チャンネルの条件は適用されません。
settings-discord-admin = これらのロールにはもう一つ手順が必要です。サーバーの管理者が「サーバー設定 → 連携サービス」で、これらのロールに /admin の使用も許可してください。許可するまで、Discord はこのコマンドを表示しません。ボタンはそのまま使えます。
