// Fills a blank with pdf-lib: FOLDER/blank.pdf and FOLDER/orders.json in, FOLDER/made-0000.pdf ... out.
// An order is {values: {field: text or state}, lists: {field: label}, font: base64 or "", flatten: bool}.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.PDF_LIB}/package.json`);
const { PDFDocument, PDFName, PDFCheckBox, PDFRadioGroup, PDFDropdown, PDFTextField } = require("pdf-lib");
const fontkit = require("@pdf-lib/fontkit");

const folder = process.argv[2];
const blank = readFileSync(`${folder}/blank.pdf`);
const orders = JSON.parse(readFileSync(`${folder}/orders.json`, "utf8"));

for (const [number, order] of orders.entries()) {
  const document = await PDFDocument.load(blank);
  document.registerFontkit(fontkit);
  const form = document.getForm();
  for (const [name, value] of Object.entries(order.values)) {
    const field = form.getField(name);
    if (field instanceof PDFCheckBox) field.check();
    else if (field instanceof PDFRadioGroup) field.select(value);
    else if (field instanceof PDFDropdown) field.select(order.lists[name]);
    else if (field instanceof PDFTextField) field.setText(value);
  }
  if (order.font) {
    const font = await document.embedFont(Buffer.from(order.font, "base64"), { subset: false });
    form.updateFieldAppearances(font);
  }
  if (order.flatten) form.flatten({ updateFieldAppearances: !order.font });
  const made = await document.save({ updateFieldAppearances: !order.font });
  writeFileSync(`${folder}/made-${String(number).padStart(4, "0")}.pdf`, made);
}
