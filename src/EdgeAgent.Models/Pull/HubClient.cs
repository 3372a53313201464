using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace EdgeAgent.Models.Pull;

/// <summary>Requests to hubs: redirects, the token, and what an answer's status means. Thread-safe.</summary>
internal sealed class HubClient(IReadOnlyList<Uri> hubs, string? token, TimeSpan stallTimeout, TimeProvider clock) : IDisposable
{
    private const int MostRedirects = 10;
    private const int LargestListing = 32 << 20;

    // Redirects are followed here, because a token may not follow them. What is not wanted of an answer is not read: it would be moved in vain.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // StallGuard's matter
        DefaultRequestHeaders = { { "User-Agent", "edge-agent" } },
    };

    public Uri this[int hub] => hubs[hub];

    public int Count => hubs.Count;

    public TimeSpan StallTimeout => stallTimeout;

    /// <summary>Asks for an address and gives a successful answer whose body has not been read.</summary>
    /// <exception cref="TransferException">There was none.</exception>
    public async Task<HttpResponseMessage> SendAsync(Uri address, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        Uri at = address;
        for (int hops = 0; hops <= MostRedirects; hops++)
        {
            HttpResponseMessage response = await SendOnceAsync(at, range, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect) || response.Headers.Location is not Uri next)
                    throw Failure(response, at, redirected: hops > 0);
                next = new Uri(at, next);
                if (!(next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && at.Scheme == Uri.UriSchemeHttp)))
                    throw Refused("EA4016", $"The hub redirects from {at.Scheme} to {next.Scheme}.", at, "Use a hub that stays on https.");
                at = next;
            }
        }
        throw Refused("EA4016", $"The hub redirects more than {MostRedirects} times.", address, "Check the hub's address.");
    }

    /// <summary>What a repository holds.</summary>
    /// <exception cref="TransferException">The hub did not tell.</exception>
    public async Task<HubListing> ListAsync(Uri address, CancellationToken cancellationToken)
    {
        using StallGuard guard = new(stallTimeout, clock, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(address, range: null, guard.Token).ConfigureAwait(false);
            using Stream body = await response.Content.ReadAsStreamAsync(guard.Token).ConfigureAwait(false);
            using MemoryStream all = new();
            byte[] block = new byte[64 << 10];
            for (int read; (read = await body.ReadAsync(block, guard.Token).ConfigureAwait(false)) > 0; guard.Received(read))
            {
                all.Write(block, 0, read);
                if (all.Length > LargestListing)
                    throw Refused("EA4016", "The hub's list of files is larger than any repository's.", address, "Check the hub's address.");
            }
            return JsonFiles.Parse(all.GetBuffer().AsSpan(0, (int)all.Length), ModelsJsonContext.Default.HubListing);
        }
        catch (JsonException e)
        {
            throw Refused("EA4016", $"The hub's list of files cannot be read: {JsonFiles.What(e)}", address,
                "Check the hub's address: it must answer as huggingface.co does.", e);
        }
        catch (OperationCanceledException e) when (guard.Stalled)
        {
            throw guard.Failure(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TransferException(e.Message, e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendOnceAsync(Uri address, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Range = range;
        if (MaySeeToken(address)) request.Headers.Authorization = new("Bearer", token);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new TransferException(e.Message, e);
        }
    }

    // Scheme, host and port of the first hub; in clear only within this machine.
    private bool MaySeeToken(Uri address)
        => token is not null && Uri.Compare(address, hubs[0], UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
            && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback);

    private TransferException Failure(HttpResponseMessage response, Uri address, bool redirected)
    {
        string status = $"it answered {(int)response.StatusCode} ({response.ReasonPhrase})";
        // A signed address of a content server may have run out; the hub gives a new one.
        bool again = redirected || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
            || (int)response.StatusCode >= 500;
        if (again) return new(status) { RetryAfter = RetryAfter(response) };
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Refused("EA4019",
                $"The hub does not let this be fetched: {status}{(MaySeeToken(address) ? "" : " to a request without a token")}.", address,
                "Accept the model's terms on its page, and give a token that may read it "
                + $"(--token, {ModelPullOptions.TokenVariable} or HF_TOKEN; sent over https to the first hub only)."),
            HttpStatusCode.RequestedRangeNotSatisfiable
                => new(status) { Refusal = PullErrors.Other(address.Segments[^1], "the hub's is shorter than it said", address.AbsoluteUri) },
            _ => Refused("EA4016", $"The hub has not what was asked for: {status}.", address,
                "Check the repository's name and revision (edge-agent models show ID tells which are assumed; --repository OWNER/NAME names another)."),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: TimeSpan delta } => delta,
        { Date: DateTimeOffset date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };

    // Queries of content servers hold signatures: they stay out of messages.
    private static TransferException Refused(string code, string what, Uri address, string fix, Exception? inner = null)
        => new(what, inner) { Refusal = new(code, what, address.GetLeftPart(UriPartial.Path), fix, inner) };
}
