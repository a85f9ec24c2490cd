// Scans that wait on this phone, in IndexedDB: codes, doors and moments, no names. Each stays until the server has it.
"use strict";
const doorQueue = (() => {
  const NAME = "jejaring-door";
  const FORMAT = 1; // of one scan; the server reads every format there has been

  // What each version of the store adds. A step is never changed: phones have taken it, with scans in them.
  const STEPS = [
    (database) => {
      database.createObjectStore("scans", { keyPath: "guid" }).createIndex("event", "event");
      database.createObjectStore("phone");
    },
  ];

  function open(steps = STEPS) {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(NAME, steps.length);
      asked.onupgradeneeded = (event) => {
        for (const step of steps.slice(event.oldVersion)) step(asked.result, asked.transaction);
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close(); // a newer page wants to take a step
        done(asked.result);
      };
      asked.onerror = () => {
        // a newer page was here before this one: its store holds all that this one needs
        if (asked.error.name !== "VersionError") return fail(asked.error);
        const newer = indexedDB.open(NAME);
        newer.onsuccess = () => done(newer.result);
        newer.onerror = () => fail(newer.error);
      };
    });
  }

  async function run(store, mode, work) {
    const database = await open();
    try {
      return await new Promise((done, fail) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const asked = work(transaction.objectStore(store));
        transaction.oncomplete = () => done(asked.result);
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  return {
    FORMAT,
    STEPS,
    open,
    keep: (scan) => run("scans", "readwrite", (store) => store.put(scan)),
    remove: (guid) => run("scans", "readwrite", (store) => store.delete(guid)),
    find: (guid) => run("scans", "readonly", (store) => store.get(guid)),
    waiting: async (event) => {
      const found = await run("scans", "readonly", (store) => store.index("event").getAll(event));
      return found.sort((one, other) => (one.at < other.at ? -1 : 1));
    },
    device: async () => {
      const known = await run("phone", "readonly", (store) => store.get("device"));
      if (known) return known;
      const made = `phone-${crypto.randomUUID().slice(0, 8)}`;
      await run("phone", "readwrite", (store) => store.put(made, "device"));
      return made;
    },
  };
})();
