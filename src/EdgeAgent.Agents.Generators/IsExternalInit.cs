using System.ComponentModel;

#pragma warning disable IDE0130 // The compiler looks for it there.
namespace System.Runtime.CompilerServices;
#pragma warning restore IDE0130

/// <summary>What the compiler asks for to allow <c>init</c>, and netstandard2.0 lacks.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
internal static class IsExternalInit;
