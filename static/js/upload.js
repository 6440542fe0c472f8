// 移交: every file travels by tus in pieces of 16 MiB and goes on where it stopped, also after a reload.

const PIECE = 16 * 1024 * 1024;
const RETRIES = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000];
const AT_ONCE = 2;
const ASK_EVERY = 1500;

const box = document.getElementById("hand-over");
const device = document.getElementById("id_device");
const act = document.getElementById("id_act");
const list = document.getElementById("sending");
const refusal = document.getElementById("hand-over-error");
const rows = [];

const size = (bytes) => {
  const units = ["字节", "KB", "MB", "GB", "TB"];
  let at = 0;
  while (bytes >= 1024 && at < units.length - 1) {
    bytes /= 1024;
    at += 1;
  }
  return `${at ? bytes.toFixed(1) : bytes} ${units[at]}`;
};

class Row {
  constructor(file) {
    this.file = file;
    this.sent = 0;
    this.state = "waiting";
    this.node = document.getElementById("sending-row").content.cloneNode(true).firstElementChild;
    this.part = (name) => this.node.querySelector(`[data-${name}]`);
    this.part("name").textContent = file.name;
    this.part("size").textContent = size(file.size);
    this.part("bar").setAttribute("aria-label", file.name);
    this.part("toggle").addEventListener("click", () => (this.state === "sending" ? this.pause() : this.go()));
    list.append(this.node);
  }

  show(state, label, tone = "ink", note = "") {
    this.state = state;
    const tag = this.part("state");
    tag.textContent = label;
    tag.className = `tag tag-${tone}`;
    this.part("note").textContent = note;
    const toggle = this.part("toggle");
    toggle.hidden = !["sending", "paused", "failed"].includes(state);
    toggle.textContent = { sending: "暂停", paused: "继续", failed: "重试" }[state] ?? "";
    total();
    next();
  }

  progress(sent) {
    this.sent = sent;
    this.part("bar").value = (sent / this.file.size) * 100;
    if (this.state === "sending") this.part("state").textContent = `上传中 ${Math.floor((sent / this.file.size) * 100)}%`;
    total();
  }

  // The fingerprint names user and recorder: nobody resumes, or repeats, somebody else's upload.
  begin() {
    const chosen = device?.value ?? "";
    const metadata = { filename: this.file.name };
    if (chosen) metadata.device = chosen;
    if (act?.value) metadata.act = act.value;
    this.upload = new tus.Upload(this.file, {
      endpoint: box.dataset.endpoint,
      chunkSize: PIECE,
      retryDelays: RETRIES,
      removeFingerprintOnSuccess: true,
      metadata,
      headers: { "X-CSRFToken": box.dataset.csrf },
      fingerprint: async (file) =>
        ["zhiji", box.dataset.user, chosen, act?.value ?? "", file.name, file.size, file.lastModified].join("|"),
      onProgress: (sent) => this.progress(sent),
      onError: (error) => this.show("failed", "上传失败", "seal", reason(error)),
      onSuccess: () => {
        this.progress(this.file.size);
        this.show("checking", "校验中", "amber", "内容已全部接收，正在校验入库。");
        this.watch();
      },
    });
  }

  async go() {
    // at once, before anything is awaited: whoever looks for the next row must not take this one again
    this.state = "starting";
    if (!this.upload) {
      this.begin();
      const before = await this.upload.findPreviousUploads();
      if (before.length) this.upload.resumeFromPreviousUpload(before[0]);
    }
    this.show("sending", "上传中");
    this.upload.start();
  }

  pause() {
    this.upload.abort();
    this.show("paused", "已暂停", "line");
  }

  async watch() {
    try {
      const answer = await fetch(this.upload.url, { headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (!["received", "stored"].includes(said.state)) {
        const tone = { ready: "jade", damaged: "amber" }[said.state] ?? "seal";
        const note = said.duplicate_of ? "内容与以前移交的文件相同，已单独登记并标为重复。" : said.reason;
        this.show("done", said.state_label, tone, note);
        receipt();
        return;
      }
      if (said.state === "stored") this.part("state").textContent = "检查中";
    } catch {
      this.part("note").textContent = "暂时连不上服务器；文件已接收，稍后自动查询结果。";
    }
    setTimeout(() => this.watch(), ASK_EVERY);
  }
}

// What the server said in words, else what happened in ours.
const reason = (error) => {
  const said = error?.originalResponse?.getBody?.()?.trim();
  return said && said.length < 300 && !said.startsWith("<") ? said : "连接中断。已上传的部分保留在服务器上，点“重试”继续。";
};

const total = () => {
  const all = rows.reduce((sum, row) => sum + row.file.size, 0);
  const sent = rows.reduce((sum, row) => sum + row.sent, 0);
  const done = rows.filter((row) => row.state === "done").length;
  document.getElementById("total").hidden = !rows.length;
  document.getElementById("total-bar").value = all ? (sent / all) * 100 : 0;
  document.getElementById("total-text").textContent = `${done} / ${rows.length} 个文件办结，${size(sent)} / ${size(all)}`;
};

const next = () => {
  const busy = rows.filter((row) => ["starting", "sending"].includes(row.state)).length;
  rows
    .filter((row) => row.state === "waiting")
    .slice(0, Math.max(0, AT_ONCE - busy))
    .forEach((row) => row.go());
};

const receipt = async () => {
  const answer = await fetch(box.dataset.receipt);
  if (answer.ok) document.getElementById("receipt").innerHTML = await answer.text();
};

const take = (files) => {
  const needed = box.dataset.needs === "device" ? device : act;
  refusal.textContent = "";
  if (!needed.value) {
    refusal.textContent =
      needed === device ? "请先选择录制所用的设备，再选择文件。" : "请先选择您参加的执法活动，再选择文件；其他记录由设备管理员移交。";
    needed.focus();
    return;
  }
  for (const file of files) {
    if (!file.size) {
      refusal.textContent += `“${file.name}”是空文件（0 字节），没有移交；请在设备上确认录制成功。`;
      continue;
    }
    rows.push(new Row(file));
  }
  total();
  next();
};

const input = document.getElementById("files");
input.addEventListener("change", () => {
  take([...input.files]);
  input.value = "";
});

const drop = document.getElementById("drop");
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("drop-over");
  });
}
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("drop-over"));
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  take([...event.dataTransfer.files]);
});

window.addEventListener("beforeunload", (event) => {
  if (rows.some((row) => ["waiting", "starting", "sending"].includes(row.state))) event.preventDefault();
});
