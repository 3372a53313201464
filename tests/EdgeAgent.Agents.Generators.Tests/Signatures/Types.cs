using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

#pragma warning disable CA1822, CA1008, CA1027, CA1028, CA1044, CA1069, CA1815, CA2217, CA2227 // Types as users write them, odd ones too.

namespace EdgeAgent.Agents.Generators.Tests.Signatures;

public enum Color { Red, WarmWhite, [JsonStringEnumMemberName("blu")] Blue, HTTPGreen2 }

public enum Alias { One = 1, Uno = 1, Two = 2, Below = -1, Zero = 0 }

public enum Big : ulong { Small = 1, Huge = ulong.MaxValue }

[Flags]
public enum Days { None = 0, Monday = 1, Tuesday = 2, Weekend = 96 }

[Description("A level")]
[JsonConverter(typeof(JsonStringEnumConverter<Level>))]
public enum Level { Low, High }

public sealed record Alarm(
    [property: Description("Time of day")] TimeOnly At, string? Label, Color Color = Color.Red, int[]? Days = null);

public sealed record Address(string Street, string? Zip = null, Level Kind = Level.Low);

[Description("Where to")]
public sealed record Trip([Description("From")] Address From, [property: Description("To")] Address To, List<Address> Stops, Address? Back, Uri? Link)
{
    public string Title => $"{From.Street}-{To.Street}";

    public Type Kind => GetType();
}

public sealed record Ruled([Range(1, 5)] int A, [property: Range(0, 9)] int B, [MinLength(2)] string C, [property: MaxLength(3)] int[] D, [property: Required] string? E = null);

public class Room
{
    public required string Name { get; set; }

    public int Floor { get; init; } = 3;

    public string? Note { get; init; } = "none";

    [JsonPropertyName("colour")]
    public Color Color { get; set; } = Color.Blue;

    [JsonIgnore]
    public string Secret { get; set; } = "secret";

    [JsonRequired]
    public double Size { get; set; }

    public List<string> Tags { get; init; } = ["new"];

    public int Area => Floor * 10;

    public string WriteOnly { set => Secret = value; }

    internal string Hidden { get; set; } = "";

    public static int Count { get; set; }

    public virtual int URLPath { get; set; }
}

public sealed class Kitchen : Room
{
    [JsonPropertyOrder(-1)]
    public int Ovens { get; set; } = 1;

    public override int URLPath { get; set; } = 7;

    public Room? Next => null;
}

public sealed class Built
{
    [JsonConstructor]
    internal Built(int id, string name) => (Id, Name) = (id, name);

    public Built() => Name = "default";

    public int Id { get; }

    public string Name { get; }

    public required int Weight { get; init; }
}

public struct Point
{
    public int X { get; set; }

    public int Y { readonly get; init; }
}

public readonly record struct Pair(int Left, [property: Required] string Right);

public sealed record Page<T>(T First, IReadOnlyList<T> Items, T? Last);

public sealed record Nothing;

#nullable disable
public sealed class Oblivious
{
    public string Text { get; set; }

    public Address Home { get; set; }
}
#nullable restore

public interface IClock
{
    string Now { get; }
}

public sealed class FixedClock(string now) : IClock
{
    public string Now => now;
}

/// <summary>A result with a member that is written and not read, one that is left out when null, and itself inside.</summary>
public sealed record Report(string Title, double Value, Color Color, DateOnly Day)
{
    public string? Note { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Shown { get; init; }

    public Report? Inner { get; init; }

    public int Length => Title.Length;

    public Dictionary<string, TimeSpan> Times { get; init; } = [];
}
