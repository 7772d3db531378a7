## Songs that are ordered by direct message and charged to a server

chat-row-charged = 计入
charge-private = 私信
charge-server = 你所在的一个服务器
charge-option = { $place }（{ $left }）
charge-moved = 这首歌不能再计入{ $was }，现在会计入{ $now }：请再点一次“唱吧”，或另选一处。
error-outside-messages = 我不能接受你的私信点歌。请在有我的服务器里点歌，或请那里的管理员让私信点歌计入那里：开关在 /admin settings 里。然后请先在那里点一次歌，这样我就知道你是成员。
error-nowhere-to-charge = 这首歌现在不能计入你的任何服务器。
error-role-needed-there = 那里只为部分身份组做歌。请向那里的管理员询问。
charge-quota-place = { $place }
charge-quota-servers = 你通过私信点歌还可以用的额度：
charge-quota-ask = 想在某个服务器里多要几首，请在那里用 /quota 申请。
settings-dm-about = 成员可以私信机器人点歌，并计入这里的额度。这里选定的身份组同样适用，频道限制不适用。
settings-discord-admin = 这些身份组还差一步：服务器管理者还需要在“服务器设置 → 整合”中允许它们使用 /admin，否则 Discord 不会向它们显示这个命令。按钮不受此影响。
