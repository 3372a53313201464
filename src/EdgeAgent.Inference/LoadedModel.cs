using EdgeAgent.Models;
using EdgeAgent.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAgent.Inference;

/// <summary>A model package in memory: its ONNX Runtime sessions, shared by any number of executors.</summary>
/// <remarks>
/// Thread-safe. Weights are mapped from the package's files, which must stay where they are until it is disposed. The maker disposes it;
/// executors that still live keep the sessions until the last of them is disposed.
/// </remarks>
public sealed class LoadedModel : IDisposable
{
    private readonly InferenceSession[] _sessions;
    private readonly WholeGraph? _whole;
    private int _users = 1; // this object and each executor
    private int _disposed;

    private LoadedModel(ModelPackage package, InferenceOptions options, InferenceSession[] sessions, WholeGraph? whole)
    {
        (Package, Options, _sessions, _whole) = (package, options, sessions, whole);
        Capacity = Math.Min(options.MaxContext, package.Descriptor.Kv.MaxLength);
    }

    /// <summary>The package that was loaded.</summary>
    public ModelPackage Package { get; }

    /// <summary>The options it was loaded with.</summary>
    public InferenceOptions Options { get; }

    /// <summary>Tokens that one executor holds: the smaller of what the package's graphs address and <see cref="InferenceOptions.MaxContext"/>.</summary>
    public int Capacity { get; }

    /// <summary>The body, or the whole graph.</summary>
    internal InferenceSession Body => _sessions[0];

    internal InferenceSession Head => _sessions[1];

    /// <summary>Loads the sessions of a package on the CPU execution provider.</summary>
    /// <param name="package">An opened package; its files' sizes were checked when it was opened.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <exception cref="InferenceException">The package has a form or a signature that is not supported, or ONNX Runtime refused a graph.</exception>
    /// <exception cref="ModelException">EA4050, EA4051: a graph or its weights are damaged or cut short.</exception>
    public static LoadedModel Load(ModelPackage package, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(package);
        options ??= new();
        ModelGraph[] graphs = Graphs(package);
        using SessionOptions settings = Settings(options);
        List<InferenceSession> sessions = [];
        try
        {
            foreach (ModelGraph graph in graphs) sessions.Add(Open(package, graph, settings));
            WholeGraph? whole = graphs is not [{ Role: GraphRole.Whole } one] ? null
                : new WholeGraphReader(sessions[0], one, package.Descriptor.Architecture, package.PathOf(one.File)).Read();
            return new(package, options, [.. sessions], whole);
        }
        catch
        {
            foreach (InferenceSession session in sessions) session.Dispose();
            throw;
        }
    }

    /// <summary>A new conversation's state. The caller disposes it.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public ModelExecutor CreateExecutor()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Interlocked.Increment(ref _users);
        try
        {
            return _whole is null ? new InPlaceExecutor(this) : new WholeExecutor(this, _whole);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) Release();
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0) return;
        foreach (InferenceSession session in _sessions) session.Dispose();
    }

    internal void Run(InferenceSession session, RunOptions options, OrtIoBinding binding, string graph)
    {
        try
        {
            session.RunWithBinding(options, binding);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new InferenceException("EA5005", $"ONNX Runtime failed in the {graph} graph: {failure.Message}", Package.Folder,
                "Verify the package (edge-agent models verify) and convert it again; if it is intact, report this with the model's id.", failure);
        }
    }

    // Body and head where there are both, else the whole graph.
    private static ModelGraph[] Graphs(ModelPackage package)
    {
        ModelGraph? body = Find(GraphRole.Body), head = Find(GraphRole.Head);
        if (body is not null && head is not null) return [body, head];
        if (Find(GraphRole.Whole) is ModelGraph whole) return [whole];
        throw new InferenceException("EA5001", $"The package has no {(body is null ? "body" : "head")} graph in the generic form that takes token ids, and no whole one.",
            package.PathOf(ModelDescriptor.FileName), "Convert the model with `edge-agent convert`.");

        ModelGraph? Find(GraphRole role) => package.Descriptor.Graphs.FirstOrDefault(
            graph => graph is { Form: GraphForm.Generic, Input: null or GraphInput.Ids } && graph.Role == role);
    }

    private static SessionOptions Settings(InferenceOptions options)
    {
        SessionOptions settings = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = options.Threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // failures come as exceptions
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        return settings;
    }

    private static InferenceSession Open(ModelPackage package, ModelGraph graph, SessionOptions settings)
    {
        string path = package.PathOf(graph.File);
        OnnxGraphCheck.Check(path);
        try
        {
            return new InferenceSession(path, settings);
        }
        catch (OnnxRuntimeException refusal)
        {
            throw new InferenceException("EA5002", $"ONNX Runtime refused the graph: {refusal.Message}", path,
                "The file is damaged or made for a newer runtime: verify the package (edge-agent models verify) or convert it again.", refusal);
        }
    }
}
