use cascade_testkit::assert_same_shape;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_have_the_same_tables() {
    assert_same_shape(&cascade_monitoring::MIGRATIONS).await;
}
