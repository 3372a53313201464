using System.Text.Json;

namespace EdgeAgent.JsonSchema;

internal sealed partial class SchemaReader
{
    /// <summary>Reads one schema object, keyword by keyword.</summary>
    private readonly partial struct NodeReader(SchemaReader reader, SchemaNode node, int depth)
    {
        private SchemaDraft Draft => node.Resource.Dialect.Draft;

        private bool Legacy => Draft is SchemaDraft.Draft4 or SchemaDraft.Draft6 or SchemaDraft.Draft7;

        /// <summary>Whether a keyword that came with a draft is known in this schema's draft.</summary>
        private bool Since(SchemaDraft draft) => Draft == SchemaDraft.Unstated || Draft >= draft;

        public void Read()
        {
            JsonElement json = node.Json;
            if (node.Resource.Dialect.RefHidesSiblings && json.TryGetProperty("$ref", out JsonElement hiding))
            {
                node.Resource.Root ??= node;
                ReadRef("$ref", hiding, dynamic: false);
                if (json.TryGetProperty("definitions", out JsonElement definitions)) _ = Map("definitions", definitions); // hidden, but what references lead to
                return;
            }
            string idKeyword = Draft == SchemaDraft.Draft4 ? "id" : "$id";
            if (json.TryGetProperty(idKeyword, out JsonElement id)) reader.Identify(node, Text(idKeyword, id));
            node.Resource.Root ??= node;
            foreach (JsonProperty p in json.EnumerateObject()) ReadKeyword(p.Name, p.Value);
            Finish();
        }

        private void ReadKeyword(string keyword, JsonElement value)
        {
            if (!node.Resource.Dialect.Has(keyword))
            {
                reader._annotations.Add(new SchemaAnnotation(node.Pointer, keyword, "The schema's dialect leaves out the vocabulary of this keyword."));
                return;
            }
            if (!ReadReferenceKeyword(keyword, value) && !ReadObjectKeyword(keyword, value) && !ReadArrayKeyword(keyword, value)
                && !ReadLogicKeyword(keyword, value) && !ReadScalarKeyword(keyword, value) && !IsAnnotation(keyword))
            {
                reader._annotations.Add(new SchemaAnnotation(node.Pointer, keyword, "The keyword is not known in this draft and restricts nothing."));
            }
        }

        private bool ReadReferenceKeyword(string keyword, JsonElement value)
        {
            switch (keyword)
            {
                case "$ref": ReadRef(keyword, value, dynamic: false); return true;
                case "$dynamicRef" when Since(SchemaDraft.Draft202012):
                case "$recursiveRef" when Draft == SchemaDraft.Draft201909: ReadRef(keyword, value, dynamic: true); return true;
                case "$anchor" when !Legacy: node.Resource.Anchors.TryAdd(Text(keyword, value), node); return true;
                case "$dynamicAnchor" when Since(SchemaDraft.Draft202012): ReadDynamicAnchor(Text(keyword, value)); return true;
                case "$recursiveAnchor" when Draft == SchemaDraft.Draft201909: ReadRecursiveAnchor(Flag(keyword, value)); return true;
                case "$defs" or "definitions": _ = Map(keyword, value); return true;
                default: return keyword == (Draft == SchemaDraft.Draft4 ? "id" : "$id");
            }
        }

        private bool ReadObjectKeyword(string keyword, JsonElement value)
        {
            switch (keyword)
            {
                case "properties": node.Properties = Map(keyword, value); return Asserts();
                case "patternProperties": node.PatternProperties = Map(keyword, value); return Asserts();
                case "additionalProperties": node.AdditionalProperties = Schema(keyword, value); return Asserts();
                case "unevaluatedProperties" when !Legacy: node.UnevaluatedProperties = Schema(keyword, value); return Asserts();
                case "propertyNames" when Since(SchemaDraft.Draft6): node.PropertyNames = Schema(keyword, value); return Asserts();
                case "required": node.Required = Names(keyword, value); return Asserts();
                case "minProperties": node.MinProperties = Count(keyword, value); return Asserts();
                case "maxProperties": node.MaxProperties = Count(keyword, value); return Asserts();
                case "dependentRequired" when !Legacy: AddDependencies(keyword, value, names: true, schemas: false); return Asserts();
                case "dependentSchemas" when !Legacy: AddDependencies(keyword, value, names: false, schemas: true); return Asserts();
                case "dependencies": AddDependencies(keyword, value, names: true, schemas: true); return Asserts();
                default: return false;
            }
        }

        private bool ReadArrayKeyword(string keyword, JsonElement value)
        {
            bool mayBeArray = Draft != SchemaDraft.Draft202012;
            switch (keyword)
            {
                case "items" when mayBeArray && value.ValueKind == JsonValueKind.Array: node.PrefixItems = List(keyword, value, mayBeEmpty: true); return Asserts();
                case "items": node.Items = Schema(keyword, value); return Asserts();
                case "prefixItems" when Since(SchemaDraft.Draft202012): node.PrefixItems = List(keyword, value); return Asserts();
                case "additionalItems" when mayBeArray: ReadAdditionalItems(keyword, value); return true;
                case "unevaluatedItems" when !Legacy: node.UnevaluatedItems = Schema(keyword, value); return Asserts();
                case "contains" when Since(SchemaDraft.Draft6): node.Contains = Schema(keyword, value); return Asserts();
                case "minContains" when !Legacy: node.MinContains = Count(keyword, value); return true;
                case "maxContains" when !Legacy: node.MaxContains = Count(keyword, value); return true;
                case "minItems": node.MinItems = Count(keyword, value); return Asserts();
                case "maxItems": node.MaxItems = Count(keyword, value); return Asserts();
                case "uniqueItems": node.UniqueItems = Flag(keyword, value); return !node.UniqueItems || Asserts();
                default: return false;
            }
        }

        private bool ReadLogicKeyword(string keyword, JsonElement value)
        {
            switch (keyword)
            {
                case "allOf": node.AllOf = List(keyword, value); return Asserts();
                case "anyOf": node.AnyOf = List(keyword, value); return Asserts();
                case "oneOf": node.OneOf = List(keyword, value); return Asserts();
                case "not": node.Not = Schema(keyword, value); return Asserts();
                case "if" when Since(SchemaDraft.Draft7): node.If = Schema(keyword, value); return Asserts();
                case "then" when Since(SchemaDraft.Draft7): node.Then = Schema(keyword, value); return true;
                case "else" when Since(SchemaDraft.Draft7): node.Else = Schema(keyword, value); return true;
                default: return false;
            }
        }

        private bool ReadScalarKeyword(string keyword, JsonElement value)
        {
            switch (keyword)
            {
                case "type": node.Types = TypesOf(keyword, value); return Asserts();
                case "enum": node.Enum = Values(keyword, value); return Asserts();
                case "const" when Since(SchemaDraft.Draft6): node.Const = value; return Asserts();
                case "minLength": node.MinLength = Count(keyword, value); return Asserts();
                case "maxLength": node.MaxLength = Count(keyword, value); return Asserts();
                case "pattern": node.Pattern = Text(keyword, value); return Asserts();
                case "format": node.Format = Text(keyword, value); return !node.AssertsFormat || !StringFormats.IsKnown(node.Format) || Asserts();
                case "contentEncoding" when Since(SchemaDraft.Draft7): node.ContentEncoding = Text(keyword, value); return true;
                case "contentMediaType" when Since(SchemaDraft.Draft7): node.ContentMediaType = Text(keyword, value); return true;
                case "minimum": node.Minimum = Number(keyword, value); return Asserts();
                case "maximum": node.Maximum = Number(keyword, value); return Asserts();
                case "exclusiveMinimum" or "exclusiveMaximum": ReadExclusive(keyword, value); return Asserts();
                case "multipleOf": node.MultipleOf = Positive(keyword, value); return Asserts();
                default: return false;
            }
        }

        private bool Asserts() => node.HasAssertions = true;

        private void ReadRef(string keyword, JsonElement value, bool dynamic)
        {
            string reference = Text(keyword, value);
            reader._references.Add((node, reference, dynamic));
            if (dynamic) node.DynamicRef = reference;
            node.HasAssertions = true;
        }

        private void ReadDynamicAnchor(string name)
        {
            node.DynamicAnchor = name;
            node.Resource.Anchors.TryAdd(name, node);
            node.Resource.DynamicAnchors.TryAdd(name, node);
        }

        /// <summary>Means something at a resource's root only.</summary>
        private void ReadRecursiveAnchor(bool value)
        {
            node.RecursiveAnchor = value;
            if (value && node.Resource.Root == node) node.Resource.DynamicAnchors.TryAdd("", node);
        }

        /// <summary>Only beside an array of items does <c>additionalItems</c> mean anything.</summary>
        private void ReadAdditionalItems(string keyword, JsonElement value)
        {
            SchemaNode schema = Schema(keyword, value);
            if (!node.Json.TryGetProperty("items", out JsonElement items) || items.ValueKind != JsonValueKind.Array) return;
            node.Items = schema;
            node.HasAssertions = true;
        }

        private void ReadExclusive(string keyword, JsonElement value)
        {
            bool mayBeBoolean = Draft is SchemaDraft.Draft4 or SchemaDraft.Unstated;
            if (!mayBeBoolean || value.ValueKind == JsonValueKind.Number)
            {
                if (Draft == SchemaDraft.Draft4) throw Malformed(keyword, "a boolean in draft 4");
                if (keyword == "exclusiveMinimum") node.ExclusiveMinimum = Number(keyword, value);
                else node.ExclusiveMaximum = Number(keyword, value);
            }
            else _ = Flag(keyword, value); // Finish turns it into the later form, when the bound is read
        }

        private void Finish()
        {
            JsonElement json = node.Json;
            if (node.Minimum is not null && json.TryGetProperty("exclusiveMinimum", out JsonElement low) && low.ValueKind == JsonValueKind.True)
                (node.ExclusiveMinimum, node.Minimum) = (node.Minimum, null);
            if (node.Maximum is not null && json.TryGetProperty("exclusiveMaximum", out JsonElement high) && high.ValueKind == JsonValueKind.True)
                (node.ExclusiveMaximum, node.Maximum) = (node.Maximum, null);
        }

        private static bool IsAnnotation(string keyword) => keyword is "$schema" or "$comment" or "$vocabulary" or "title" or "description"
            or "default" or "examples" or "deprecated" or "readOnly" or "writeOnly" or "contentSchema";
    }
}
