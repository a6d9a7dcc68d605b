// Prints the table of keys.h as a JSON Schema.
#include <nlohmann/json.hpp>

#include "sim/scenario/keys.h"

namespace tricolor::scenario {
namespace {

using Schema = nlohmann::ordered_json;

constexpr const char* kBytesPattern = "^[0-9]+(B|KiB|MiB|GiB|TiB)?$";
constexpr const char* kDurationPattern = "^(0|([0-9]+(\\.[0-9]*)?(ns|us|\u00b5s|ms|s|m|h))+)$";

Schema reference(Shape shape) {
    return {{"$ref", std::string("#/$defs/") + shapeName(shape)}};
}

Schema integerSchema(const Key& key) {
    Schema s = {{"type", "integer"}, {"minimum", key.min}};
    if (key.max != INT64_MAX) s["maximum"] = key.max;
    return s;
}

Schema stringSchema(const char* pattern) {
    return {{"type", "string"}, {"pattern", pattern}};
}
Schema strings() {
    return {{"type", "array"}, {"items", {{"type", "string"}}}};
}
Schema either(std::vector<Schema> schemas) {
    return {{"anyOf", schemas}};
}

Schema valueSchema(const Key& key) {
    switch (key.type) {
        case ValueType::text: {
            Schema s = {{"type", "string"}};
            if (key.min > 0) s["minLength"] = key.min;
            if (key.max != INT64_MAX) s["maxLength"] = key.max;
            return s;
        }
        case ValueType::lines:
            return either({{{"type", "string"}}, strings()});
        case ValueType::texts: {
            Schema s = strings();
            s["minItems"] = key.min;
            s["maxItems"] = key.max;
            return s;
        }
        case ValueType::boolean:
            return {{"type", "boolean"}};
        case ValueType::integer:
            return integerSchema(key);
        case ValueType::percentOrOff:
            return either({integerSchema(key), {{"const", "off"}}});
        case ValueType::bytes:
            return either({integerSchema(key), stringSchema(kBytesPattern)});
        case ValueType::bytesOrOff:
            return either({integerSchema(key), stringSchema(kBytesPattern), {{"const", "off"}}});
        case ValueType::duration:
            return stringSchema(kDurationPattern);
        case ValueType::lifetime:
            return either({stringSchema(kDurationPattern), {{"enum", wordsOf(key)}}});
        case ValueType::choice:
            return {{"enum", wordsOf(key)}};
        case ValueType::address:
            return stringSchema("^(event|0x[0-9a-fA-F]+)$");
        case ValueType::condition:
            return stringSchema("^\\s*[a-z]+");
        case ValueType::source:
            return either({stringSchema("^[^./\\\\][^/\\\\]*\\.go$"), strings()});
        case ValueType::object:
            return reference(key.shape);
        case ValueType::objects: {
            Schema s = {{"type", "array"}, {"items", reference(key.shape)}};
            s["minItems"] = key.min;
            s["maxItems"] = key.max;
            return s;
        }
    }
    return {};
}

Schema objectSchema(Shape shape) {
    Schema properties = Schema::object();
    Schema required = Schema::array();
    for (const Key* key : keysOf(shape)) {
        Schema s = {{"description", key->doc}};
        s.update(valueSchema(*key));
        properties[key->name] = s;
        if (key->required) required.push_back(key->name);
    }
    Schema s = {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
    if (!required.empty()) s["required"] = required;
    return s;
}

}  // namespace

std::string schemaText() {
    Schema s = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "A Tricolor scenario"}};
    s.update(objectSchema(Shape::scenario));
    s["oneOf"] = {{{"required", {"program"}}}, {{"required", {"workload"}}}};
    Schema definitions = Schema::object();
    for (const Shape shape : {Shape::knobs, Shape::open, Shape::bookmark, Shape::highlight, Shape::predict,
                              Shape::expect, Shape::workload, Shape::phase, Shape::size})
        definitions[shapeName(shape)] = objectSchema(shape);
    s["$defs"] = definitions;
    return s.dump(2) + "\n";
}

}  // namespace tricolor::scenario
