using EdgeAgent.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(DefaultModel))]
