# Shopify's own engine (Debian's ruby-liquid) as the judge: reads cases as JSON Lines ("template", "data", "templates"),
# writes {"result": ...} for what it renders and {"error": ...} for what it cannot parse. Used by ruby_comparison_test.py.
require "json"
require "liquid"

class Texts
  def initialize(texts) = @texts = texts
  def read_template_file(name)
    @texts[name] or raise Liquid::FileSystemError, "no such template '#{name}'"
  end
end

# What newer versions than Debian's do otherwise, and this project with them.
class Integer
  undef_method :size
end

class String
  def first = self[0] || ""
  def last = self[-1] || ""
end

module Newer
  def sum(input, property = nil)
    items = Liquid::StandardFilters::InputIterator.new(input, context).to_a
    items = items.map { |item| item.respond_to?(:[]) ? item[property] : 0 } unless property.nil?
    total = items.flatten.sum { |item| Liquid::Utils.to_number(item) }
    total.is_a?(BigDecimal) ? total.to_f : total
  rescue TypeError
    raise Liquid::ArgumentError, "cannot select the property '#{property}'"
  end
end
Liquid::Template.register_filter(Newer)

ENV["TZ"] = "UTC"
STDOUT.sync = true
STDIN.each_line do |line|
  test = JSON.parse(line)
  begin
    template = Liquid::Template.parse(test["template"], error_mode: (test["mode"] || "lax").to_sym, line_numbers: true)
    context = Liquid::Context.build(environments: [test["data"] || {}],
                                    registers: Liquid::Registers.new({file_system: Texts.new(test["templates"] || {})}))
    answer = { "result" => template.render(context).dup.force_encoding("UTF-8").scrub("\u{FFFD}") }
  rescue Liquid::Error => error
    answer = { "error" => error.message }
  rescue StandardError => error
    answer = { "error" => "internal: #{error.class} #{error.message}" }
  end
  puts JSON.generate(answer)
end
