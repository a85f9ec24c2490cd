// Reads QR codes from the phone's camera: by the browser's own detector, elsewhere by jsQR, fetched when it is needed.
"use strict";
const doorCamera = (() => {
  const EVERY_MS = 150;
  const SAME_MS = 4000; // for so long the same code in front of the camera is one scan
  let stream = null;
  let timer = 0;
  let last = { text: "", at: 0 };

  async function detector(decoder) {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const own = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await own.detect(video))[0]?.rawValue;
    }
    if (!window.jsQR) {
      await new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = decoder;
        script.onload = done;
        script.onerror = fail;
        document.head.append(script);
      });
    }
    const canvas = document.createElement("canvas");
    return async (video) => {
      const width = Math.min(video.videoWidth, 640);
      if (!width) return undefined;
      canvas.width = width;
      canvas.height = Math.round((video.videoHeight * width) / video.videoWidth);
      const drawing = canvas.getContext("2d", { willReadFrequently: true });
      drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
      const picture = drawing.getImageData(0, 0, canvas.width, canvas.height);
      return jsQR(picture.data, picture.width, picture.height)?.data;
    };
  }

  return {
    get on() {
      return stream !== null;
    },
    possible: () => Boolean(navigator.mediaDevices?.getUserMedia),
    async start(video, decoder, found) {
      const read = await detector(decoder);
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      const look = async () => {
        if (!stream) return;
        try {
          const text = await read(video);
          const now = Date.now();
          if (text && (text !== last.text || now - last.at > SAME_MS)) found(text);
          if (text) last = { text, at: now };
        } catch {
          // a frame that cannot be read: the next one comes
        }
        timer = setTimeout(look, EVERY_MS);
      };
      look();
    },
    stop(video) {
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = null;
      video.srcObject = null;
    },
  };
})();
