namespace EdgeAgent.Models.Pull;

/// <summary>Addresses of hubs, and of what lies in their repositories.</summary>
internal static class HubAddress
{
    private const string Default = "https://huggingface.co/";

    public static string? Told(string variable)
        => Environment.GetEnvironmentVariable(variable) is string value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <exception cref="ModelException">EA4016: the variable holds something else than addresses.</exception>
    public static IReadOnlyList<Uri> FromEnvironment()
        => [.. (Told(ModelPullOptions.HubVariable) ?? Default).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static text
            => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && IsUsable(address) ? Normalize(address)
            : throw new ModelException("EA4016", $"'{text}' is not the address of a hub.", ModelPullOptions.HubVariable,
                "Give http or https addresses, separated by spaces, or unset the variable."))];

    public static bool IsUsable(Uri address) => address is { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", UserInfo: "" };

    /// <summary>With a slash at the end, so that names can be joined to it.</summary>
    public static Uri Normalize(Uri address)
        => address.AbsoluteUri.EndsWith('/') ? address : new(address.AbsoluteUri + "/");

    /// <summary>What a repository holds, with sizes and hashes (Hugging Face hub API, <c>/api/models/…/revision/…?blobs=true</c>).</summary>
    public static Uri Listing(Uri hub, string repository, string revision)
        => new(hub, $"api/models/{repository}/revision/{Uri.EscapeDataString(revision)}?blobs=true");

    /// <summary>One file's content (<c>/OWNER/NAME/resolve/REVISION/PATH</c>).</summary>
    public static Uri File(Uri hub, string repository, string revision, string name)
        => new(hub, $"{repository}/resolve/{Uri.EscapeDataString(revision)}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}");

    /// <exception cref="ModelException">EA4016: it is not <c>owner/name</c>.</exception>
    public static void CheckRepository(string repository)
    {
        string[] parts = repository.Split('/');
        bool plain = parts.Length == 2 && Array.TrueForAll(parts, static part => part.Trim('.').Length > 0
            && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
        if (!plain)
            throw new ModelException("EA4016", $"'{repository}' is not the name of a repository.", "the repository to fetch from",
                "Write it as owner/name.");
    }
}
