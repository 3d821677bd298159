// The same measurement as liquid_bench.cpp with npm liquidjs: `node liquid_bench.mjs [SECONDS [FOLDER]]`.
import { createRequire } from 'node:module';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

// Of tests/node_modules, where tests/peers/install puts it.
const { Liquid } = createRequire(import.meta.url)('liquidjs');
const seconds = Number(process.argv[2] ?? 2);

const mail = `<h1>Hi {{ customer.first_name | default: "there" }}</h1>
{% for product in products %}<tr{% if forloop.first %} class="first"{% endif %}>
  <td><a href="{{ product.url }}?utm_source={{ campaign | url_encode }}">{{ product.title | escape }}</a></td>
  <td>{{ product.price | divided_by: 100.0 | round: 2 }} {{ product.currency | upcase }}</td>
  <td>{% if product.stock > 10 %}in stock{% elsif product.stock > 0 %}only {{ product.stock }} left{% else %}sold out{% endif %}</td>
</tr>{% endfor %}
`;
const mailData = {
  customer: { first_name: 'Ann' }, campaign: 'new in',
  products: Array.from({ length: 20 }, (_, i) => ({
    title: `Cup & saucer no. ${i}`, url: `https://shop.example/products/${i}`,
    price: 1299 + i * 7, currency: 'eur', stock: i,
  })),
};

function perSecond(work) {
  for (let i = 0; i < 300; i++) work();
  const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  const begin = spent();
  let count = 0;
  while (spent() - begin < seconds) for (let i = 0; i < 10; i++, count++) work();
  return count / (spent() - begin);
}

function measure(name, engine, template, data) {
  const parsed = engine.parse(template);
  const bytes = Buffer.byteLength(engine.renderSync(parsed, data));
  const renders = perSecond(() => engine.renderSync(parsed, data));
  const parses = perSecond(() => engine.parse(template));
  console.log(JSON.stringify({ name, bytes, renders, parses }));
}

measure('mail', new Liquid({ cache: true }), mail, mailData);
for (const name of process.argv[3] ? readdirSync(process.argv[3]) : []) {
  const root = join(process.argv[3], name);
  if (!existsSync(join(root, 'data.json'))) continue;
  const engine = new Liquid({ cache: true, root: join(root, 'templates') });
  const read = (file) => readFileSync(join(root, file), 'utf8');
  measure(name, engine, read('templates/index.liquid'), JSON.parse(read('data.json')));
}
