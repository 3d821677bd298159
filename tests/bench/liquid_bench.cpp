// How many templates a second one core renders and parses: `liquid_bench [SECONDS [FOLDER]]`, where each
// folder in FOLDER has data.json, templates/index.liquid and its partials, and expected_result.txt, as the
// Golden Liquid benchmark has them; always a loop over 20 products of the kind that a mail has.
// liquid_bench.mjs does the same with npm liquidjs, and liquid.py runs both.
#include <chrono>
#include <cstdio>
#include <cstdlib>
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

std::string without_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
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

// A second, by processor time, so that what else the machine does counts less.
template <class Work>
double per_second(double seconds, Work work) {
  for (int i = 0; i < 50; ++i) work();
  const std::clock_t begin = std::clock();
  std::size_t count = 0;
  while (static_cast<double>(std::clock() - begin) < seconds * CLOCKS_PER_SEC)
    for (int i = 0; i < 10; ++i, ++count) work();
  return static_cast<double>(count) / (static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
}

// One line of JSON.
void measure(double seconds, const std::string& name, const std::string& source,
             const std::shared_ptr<const Environment>& environment, const Value& data,
             const RenderOptions& options) {
  const Template index = Template::parse(source, name, environment);
  const std::size_t bytes = index.render(data, options).size();
  const double renders = per_second(seconds, [&] { static_cast<void>(index.render(data, options)); });
  const double parses =
      per_second(seconds, [&] { static_cast<void>(Template::parse(source, name, environment)); });
  std::printf("{\"name\": \"%s\", \"bytes\": %zu, \"renders\": %.1f, \"parses\": %.1f}\n", name.c_str(),
              bytes, renders, parses);
}

}  // namespace

int main(int argc, char** argv) {
  const auto environment = Environment::standard();
  RenderOptions options;
  // The year in which the expected results were written: some of them show it.
  options.now = [] {
    return std::chrono::system_clock::time_point(std::chrono::sys_days{std::chrono::year{2025} / 6 / 1});
  };
  const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 2;
  measure(seconds, "mail", std::string(mail), environment, mail_data(), options);
  if (argc < 3) return 0;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2])) {
    if (!std::filesystem::exists(entry.path() / "data.json")) continue;
    Partials partials(environment, std::make_shared<Folder>(entry.path() / "templates"));
    options.partials = &partials;
    const std::string source = read(entry.path() / "templates" / "index.liquid");
    const Value data = from_json(boost::json::parse(read(entry.path() / "data.json")));
    const Template index = Template::parse(source, "index.liquid", environment);
    if (without_end(index.render(data, options)) != without_end(read(entry.path() / "expected_result.txt"))) {
      std::fprintf(stderr, "%s differs from expected_result.txt\n", entry.path().filename().c_str());
      return 1;
    }
    measure(seconds, entry.path().filename().string(), source, environment, data, options);
  }
  return 0;
}
