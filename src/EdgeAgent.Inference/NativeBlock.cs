using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Inference;

/// <summary>A zeroed block of native memory, freed at the latest by the finalizer: a forgotten conversation costs no memory for ever.</summary>
internal sealed unsafe class NativeBlock : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <exception cref="OutOfMemoryException">The system has not so much.</exception>
    public NativeBlock(nuint bytes)
        : base(ownsHandle: true) => SetHandle((nint)NativeMemory.AllocZeroed(bytes));

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
