// How many templates a second one core renders: `liquid_bench FOLDER`, where each folder in FOLDER has
// data.json, templates/index.liquid and its partials, and expected_result.txt, as the Golden Liquid benchmark
// has them; without FOLDER, a loop over 20 products of the kind that a mail has. liquid_bench.mjs does the
// same with npm liquidjs.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>

#include "liquid/json.hpp"
#include "liquid/partials.hpp"
#include "liquid/template.hpp"

using namespace lifecycled::liquid;

namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Folder final : public Loader {
 public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}
  std::optional<std::string> load(std::string_view name) override {
    if (!std::filesystem::exists(path_ / name)) return std::nullopt;
    return read(path_ / name);
  }

 private:
  std::filesystem::path path_;
};

constexpr std::string_view mail = R"(<h1>Hi {{ customer.first_name | default: "there" }}</h1>
{% for product in products %}<tr{% if forloop.first %} class="first"{% endif %}>
  <td><a href="{{ product.url }}?utm_source={{ campaign | url_encode }}">{{ product.title | escape }}</a></td>
  <td>{{ product.price | divided_by: 100.0 | round: 2 }} {{ product.currency | upcase }}</td>
  <td>{% if product.stock > 10 %}in stock{% elsif product.stock > 0 %}only {{ product.stock }} left{% else %}sold out{% endif %}</td>
</tr>{% endfor %}
)";

Value mail_data() {
  Array products;
  for (int i = 0; i < 20; ++i)
    products.push_back(Object{{"title", "Cup & saucer no. " + std::to_string(i)},
                              {"url", "https://shop.example/products/" + std::to_string(i)},
                              {"price", 1299 + i * 7},
                              {"currency", "eur"},
                              {"stock", i}});
  return Object{
      {"customer", Object{{"first_name", "Ann"}}}, {"products", std::move(products)}, {"campaign", "new in"}};
}

void measure(const std::string& name, const Template& index, const Value& data,
             const RenderOptions& options) {
  std::size_t bytes = 0;
  for (int i = 0; i < 200; ++i) bytes = index.render(data, options).size();
  // Processor time, so that what else the machine does counts less.
  const std::clock_t begin = std::clock();
  std::size_t count = 0;
  while (std::clock() - begin < 2 * CLOCKS_PER_SEC)
    for (int i = 0; i < 50; ++i, ++count) static_cast<void>(index.render(data, options));
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%-8s %6zu bytes %10.0f renders/s\n", name.c_str(), bytes,
              static_cast<double>(count) / seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const auto environment = Environment::standard();
  RenderOptions options;
  options.now = [] { return std::chrono::system_clock::now(); };
  measure("mail", Template::parse(std::string(mail), "mail", environment), mail_data(), options);
  if (argc < 2) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    Partials partials(environment, std::make_shared<Folder>(entry.path() / "templates"));
    options.partials = &partials;
    const auto index =
        Template::parse(read(entry.path() / "templates" / "index.liquid"), "index.liquid", environment);
    const Value data = from_json(boost::json::parse(read(entry.path() / "data.json")));
    if (index.render(data, options) != read(entry.path() / "expected_result.txt"))
      std::printf("%s differs from expected_result.txt\n", entry.path().filename().c_str());
    measure(entry.path().filename().string(), index, data, options);
  }
  return 0;
}
