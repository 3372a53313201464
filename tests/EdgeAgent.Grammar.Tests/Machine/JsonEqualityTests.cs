using System.Text;
using System.Text.Json;
using EdgeAgent.Grammar.Automata;

namespace EdgeAgent.Grammar.Tests.Machine;

public class JsonEqualityTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "0.0", "0e7", "1", "1.0", "10e-1", "0.1E+1", "10", "1e1", "100", "12", "120", "1.2e2", "1200e-1", "-1", "-1.0", "0.001", "1e-3", "0.0010", "\"\"", "\"1\"", "\"a\"", "\"a\\\"}\"",
        "[]", "[ ]", "[[]]", "[1, 2]", "[1.0,2]", "[2, 1]", "[1, [2]]", "{}", "{ }", "{\"a\": 1}", "{\"a\" : 1.0 }", "{\"a\": 1, \"b\": [true, {}]}", "{\"b\": [true, { }], \"a\": 1e0}", "{\"a\": 1, \"b\": [{}, true]}",
        "{\"a\": {\"b\": 1}}", "{\"b\": 1, \"a\": 1}", "{\"a\": \"}, {\"}", "{\"a\": null}", "{\"b\": null}", "[{\"a\": 1}, 1]", "[1, {\"a\": 1}]",
    ];

    [Fact]
    public void AreEqual_EveryPair_AgreesWithTheReference()
    {
        foreach (string a in Values)
            foreach (string b in Values)
            {
                using JsonDocument left = JsonDocument.Parse(a), right = JsonDocument.Parse(b);
                bool expected = JsonElement.DeepEquals(left.RootElement, right.RootElement);
                Assert.True(expected == JsonEquality.AreEqual(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b)), $"{a} and {b}");
                if (expected) Assert.Equal(JsonEquality.Hash(Encoding.UTF8.GetBytes(a)), JsonEquality.Hash(Encoding.UTF8.GetBytes(b)));
            }
    }
}
