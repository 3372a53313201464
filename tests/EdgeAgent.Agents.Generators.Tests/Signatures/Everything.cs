using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

#pragma warning disable CA1822, CA1806, IDE0060 // Methods as users write them; what they get is shown, not used.

namespace EdgeAgent.Agents.Generators.Tests.Signatures;

/// <summary>Methods with every kind of parameter and result. Each shows what it got, as JSON by reflection.</summary>
public class Everything : Inherited
{
    private static readonly JsonSerializerOptions Plain = new() { ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };

    private static string Show(params object?[] values) =>
        string.Join(" | ", values.Select(v => v is Trip t ? $"{t.From} {t.To} {t.Stops.Count} {t.Back} {t.Link}" : JsonSerializer.Serialize(v, Plain)));

    [Tool, Description("Numbers and their limits")]
    public string Numbers(byte a, sbyte b, short c, ushort d, int e, uint f, long g, ulong h, float i, double j, decimal k) => Show(a, b, c, d, e, f, g, h, i, j, k);

    [Tool]
    public string NumbersOrNull(byte? a, int? b, long? c, double? d, decimal? e, bool? f) => Show(a, b, c, d, e, f);

    [Tool]
    public string Values(char a, bool b, DateTime c, DateTimeOffset d, DateOnly e, TimeOnly f, TimeSpan g, Guid h, Uri i, string j) => Show(a, b, c, d, e, f, g, h, i, j);

    [Tool]
    public string ValuesOrNull(char? a, DateTime? c, DateTimeOffset? d, DateOnly? e, TimeOnly? f, TimeSpan? g, Guid? h, Uri? i, string? j) => Show(a, c, d, e, f, g, h, i, j);

    [Tool]
    public string Defaults(
        int a = -5, string b = "a \"b\" \\ è 😀", double c = 0.1, double d = 1e300, float e = 1e-7f, decimal f = 1.50m, long g = long.MaxValue, ulong h = ulong.MaxValue,
        char i = '\'', bool j = true, Color k = Color.Blue, Color? l = Color.WarmWhite, Color m = default, int? n = 3, string? o = null, DateTime p = default, Guid q = default, int? r = null,
        byte s = 3, uint? t = 7) => Show(a, b, c.ToString(CultureInfo.InvariantCulture), d.ToString(CultureInfo.InvariantCulture), e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t);

    [Tool]
    public string DefaultAttributes([DefaultValue(3)] int a, [DefaultValue("x")] string b, [DefaultValue(4L)] long? c, [DefaultValue(Color.Blue)] Color d, [DefaultValue(null)] string? e) => Show(a, b, c, d, e);

    [Tool]
    public string Enums(Color a, Color? b, Alias c, Days d, Days? e, Level f, Level? g, [Description("own")] Level h, Big i) => Show(a, b, c, d, e, f, g, h, i);

    [Tool]
    public string Rules(
        [Range(0.5, 2)] double a, [Range(0, 5, MinimumIsExclusive = true)] int b, [Range(1, 5, MaximumIsExclusive = true)] int c, [Range(typeof(decimal), "0.50", "2")] decimal d,
        [AllowedValues(1, 2, null)] int? e, [AllowedValues("a", "è\u00a0\"")] string f, [AllowedValues(Color.WarmWhite)] Color g, [DeniedValues("z")] string h, [EmailAddress] string i,
        [Url] string j, [Base64String] string k, [DataType(DataType.ImageUrl)] string l, [Length(1, 3)] string m, [Length(0, 3)] List<int> n, [StringLength(5, MinimumLength = 2)] string? o,
        [Required] string? p, [MinLength(2), MaxLength(3)] List<int>? q, [Range(1, 3)] int? r, [RegularExpression("^[a-z]+\\d$")] string s, [MinLength(1)] Dictionary<string, int> t,
        [DataType(DataType.Date)] string u, [Required] int v = 3, [AllowedValues(1.5, 2.0)] double w = 1.5, [AllowedValues(true)] bool x = true) =>
        Show(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x);

    [Tool]
    public string Lists(
        int[] a, List<string> b, IEnumerable<Color> c, IReadOnlyList<DateOnly> d, IList<int> e, ICollection<string> f, IReadOnlyCollection<int> g, HashSet<int> h, ISet<string> i,
        Dictionary<string, Address> j, IDictionary<string, int> k, IReadOnlyDictionary<string, int?> l, int[][] m, int?[] n, List<string?> o, string[]? p, params string[] q) =>
        Show(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);

    [Tool]
    public string Json(JsonElement a, JsonNode b, JsonObject c, JsonArray d, JsonNode? e, JsonElement? f, JsonObject? g) => Show(a, b, c, d, e, f, g);

    [Tool]
    public string Records(Alarm a, Address b, Address c, List<Address> d, Address? e, Nothing f) => Show(a, b, c, d, e, f);

    [Tool]
    public string Nested(Trip a, Ruled b) => Show(a, b);

    [Tool]
    public string NestedOrNull(Trip? a, Ruled? b = null) => Show(a, b);

    [Tool]
    public string Classes(Room a, Kitchen b, Built c) => Show(a, b, c, a.Hidden.Length, a.Secret);

    [Tool]
    public string Structs(Point a, Pair b, Point? c, Pair? d, Point e = default) => Show(a, b, c, d, e);

    [Tool]
    public string Generics(Page<int> a, Page<Address> b) => Show(a, b);

    [Tool]
    public string Undeclared(Oblivious a) => Show(a);

    [Tool]
    public string Named([AIParameterName("the_city")] string city, int @class, string @event = "e") => Show(city, @class, @event);

    [Tool]
    public string Injected(
        string a, IServiceProvider services, [FromServices] IClock clock, [FromKeyedServices("night")] IClock night, [FromServices] IClock? none = null,
        [FromKeyedServices("none")] IClock? noneKeyed = null, AIFunctionArguments? all = null, CancellationToken cancellationToken = default) =>
        Show(a, services is not null, clock.Now, night.Now, none?.Now, noneKeyed, all?.Count, cancellationToken.CanBeCanceled);

    [Tool]
    public string NeedsMissing([FromServices] IDisposable missing) => Show(missing);

    [Tool("renamed-it", Approval = ToolApproval.Ask, TimeoutSeconds = 1.5, Idempotent = true), Description("Renames \"it\"\nàè")]
    public static string Rename(string from, string? to) => Show(from, to);

    [Tool, AIFunctionName("from_ai")]
    public int OfTheFramework() => 1;

    [Tool, DisplayName("shown_name")]
    public int Displayed() => 2;

    [Tool]
    public async Task<Report> GetHTTPReport2Async(string title, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return new(title, 1.5, Color.WarmWhite, new DateOnly(2024, 2, 29))
        {
            Inner = new("in", 1e20, Color.HTTPGreen2, default) { Note = "n" },
            Times = new() { ["Lunch"] = TimeSpan.FromMinutes(30) },
        };
    }

    [Tool]
    public async ValueTask<int[]> GetNumbersAsync()
    {
        await Task.Yield();
        return [1, 2];
    }

    [Tool]
    public async Task WaitAsync() => await Task.Yield();

    [Tool]
    public ValueTask WaitValueAsync() => default;

    [Tool]
    public void DoNothing() => Show();

    [Tool]
    public Report? GetNull() => null;

    [Tool]
    public Dictionary<string, List<Color?>> GetMap() => new() { ["a"] = [Color.Blue, null] };

    [Tool]
    public byte[] GetBytes() => [1, 2, 3];

    [Tool]
    public JsonObject GetObject() => new() { ["a"] = "è" };

    [Tool]
    public TextContent GetContent() => new("text");

    [Tool]
    public double? GetMaybe(bool some) => some ? 0.1 : null;

    [Tool]
    public Room GetRoom() => new() { Name = "r", Size = 2 };

    [Tool]
    public string Fail() => throw new ToolException("for the model");

    [Tool]
    public string FailBadly() => throw new InvalidOperationException("not for the model");

    [Tool]
    public override string Overridden(int level) => $"derived {level}";
}

/// <summary>Methods that a class inherits.</summary>
public class Inherited
{
    [Tool, Description("From the base")]
    public string OfTheBase(string text) => text;

    [Tool(Idempotent = true), Description("Overridden")]
    public virtual string Overridden([Range(1, 9)] int level) => $"base {level}";
}
